export { anything } from '../domain/anything.js';
