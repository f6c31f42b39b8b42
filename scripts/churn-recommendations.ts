import { runCommand } from './churn/command.js';
import { recommendationsCommand } from './churn/recommendations-command.js';

await runCommand(recommendationsCommand);
