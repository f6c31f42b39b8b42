// `npm run churn:reproduce`: published numbers beside ours.
import { runCommand } from './churn/command.js';
import { reproduceCommand } from './churn/reproduce/reproduce-command.js';

await runCommand(reproduceCommand);
