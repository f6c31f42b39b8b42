export { anything } from '../../../../libs/contracts/src/anything.js';
