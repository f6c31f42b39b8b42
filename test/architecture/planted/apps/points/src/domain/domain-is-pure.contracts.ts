export type { anything } from '../../../../libs/contracts/src/anything.js';
