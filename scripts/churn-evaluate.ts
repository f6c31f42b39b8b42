// `npm run churn:evaluate`: who was said to leave, and who left.
import { runCommand } from './churn/command.js';
import { evaluateCommand } from './churn/evaluate-command.js';

await runCommand(evaluateCommand);
