export { anything } from '../../platform/src/anything.js';
