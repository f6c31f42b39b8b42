export { anything } from '../../../libs/rules/src/anything.js';
