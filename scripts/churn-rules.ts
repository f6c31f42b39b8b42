// `npm run churn:rules`: what is bought together.
import { runCommand } from './churn/command.js';
import { rulesCommand } from './churn/rules-command.js';

await runCommand(rulesCommand);
