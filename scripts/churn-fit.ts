// `npm run churn:fit`: when members buy and what they spend, fitted to a file of purchases.
import { runCommand } from './churn/command.js';
import { fitCommand } from './churn/fit-command.js';

await runCommand(fitCommand);
