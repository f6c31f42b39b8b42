import { parseArguments, usage, UsageError } from './replay/arguments.js';
import { exitCodes, replayFile } from './replay/replay-file.js';
import { UnreadableFileError } from './replay/csv-rows.js';
import { ApiRefusedError, ApiUnavailableError } from './public-api/public-api.js';

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(exitCodes.stopped);
    stopping = true;
    process.stderr.write('\nStopping when the receipts in flight are answered; once more stops at once.\n');
  });
}

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseArguments(process.argv.slice(2));
    if (options)
      return await replayFile(options, {
        environment: process.env,
        output: process.stdout,
        messages: process.stderr,
        isStopping: () => stopping,
      });
    process.stdout.write(usage);
    return exitCodes.verified;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write('npm run replay -- --help shows the options.\n');
    return exitCodes.nothingDone;
  }
}

/** Only what a person can act on is put in a sentence; a bug keeps its stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForPeople = [UsageError, UnreadableFileError, ApiRefusedError, ApiUnavailableError].some(
    (kind) => error instanceof kind,
  );
  const isFileProblem = 'code' in error && typeof error.code === 'string' && /^(E[A-Z]+|Z_[A-Z_]+)$/.test(error.code);
  return isForPeople || isFileProblem ? error.message : (error.stack ?? error.message);
}
