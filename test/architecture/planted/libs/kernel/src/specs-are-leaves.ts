export { anything } from './anything.spec.js';
