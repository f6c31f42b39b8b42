export { anything } from '../../../libs/platform/src/database/anything.js';
