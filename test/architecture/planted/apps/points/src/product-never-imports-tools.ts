export { anything } from '../../../scripts/anything.js';
