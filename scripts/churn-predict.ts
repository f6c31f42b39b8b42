// `npm run churn:predict`: what a fitted model expects of each member.
import { runCommand } from './churn/command.js';
import { predictCommand } from './churn/predict-command.js';

await runCommand(predictCommand);
