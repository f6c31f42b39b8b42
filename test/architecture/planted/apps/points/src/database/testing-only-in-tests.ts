export { anything } from '../../../../libs/testing/src/anything.js';
