export { anything } from '../database/anything.js';
