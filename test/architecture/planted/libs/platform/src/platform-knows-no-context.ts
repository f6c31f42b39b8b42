export { anything } from '../../rules/src/anything.js';
