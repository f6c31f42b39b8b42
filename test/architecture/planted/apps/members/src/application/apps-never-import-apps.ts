export { anything } from '../../../points/src/domain/anything.js';
