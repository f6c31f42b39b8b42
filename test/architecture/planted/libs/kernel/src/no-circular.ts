import { there } from './no-circular.there.js';
export const here = (): unknown => there;
