export { anything } from '../application/anything.js';
