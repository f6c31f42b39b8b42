export type { anything } from '../database/anything.js';
