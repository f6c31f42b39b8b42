import { runCommand } from './events/run-command.js';
import { parseVerifyOptions, verifyUsage } from './ledger/verify-options.js';
import { verifyCommand } from './ledger/verify-command.js';

await runCommand(verifyUsage, parseVerifyOptions, verifyCommand);
