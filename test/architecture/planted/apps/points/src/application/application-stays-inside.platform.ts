export { anything } from '../../../../libs/platform/src/anything.js';
