import { parseBackfill, usages } from './events/options.js';
import { resendCommand } from './events/resend-command.js';
import { runCommand } from './events/run-command.js';

await runCommand(usages.backfill, parseBackfill, resendCommand);
