export { anything } from '../../../apps/points/src/domain/anything.js';
