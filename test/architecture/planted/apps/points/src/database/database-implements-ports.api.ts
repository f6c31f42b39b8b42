export { anything } from '../api/anything.js';
