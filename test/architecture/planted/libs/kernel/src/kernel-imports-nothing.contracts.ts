export { anything } from '../../contracts/src/anything.js';
