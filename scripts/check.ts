import { checkHouse } from './house/check-house.js';

process.exitCode = (await checkHouse()) ? 0 : 1;
