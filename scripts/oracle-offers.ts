import { findPlatform } from './offers/find-platform.js';
import { parseArguments, usage, UsageError } from './offers/arguments.js';
import { UnreadableLogError } from './offers/json-lines.js';
import { readOfferLog } from './offers/offer-log.js';
import { runOracle } from './offers/oracle.js';
import { ApiRefusedError, ApiUnavailableError } from './public-api/public-api.js';

const exitCodes = { asLogged: 0, different: 1, nothingDone: 2, stopped: 130 } as const;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseArguments(process.argv.slice(2));
    if (!options) {
      process.stdout.write(usage);
      return exitCodes.asLogged;
    }
    // First: a log that cannot be read starts nothing.
    const log = await readOfferLog(options);
    const surroundings = { environment: process.env, messages: process.stderr, signal: stopping.signal };
    const platform = await findPlatform(options, surroundings);
    try {
      const result = await runOracle(log, options, { ...platform, messages: process.stderr, signal: stopping.signal });
      process.stdout.write(`${JSON.stringify(result)}\n`);
      return result.missed + result.extra === 0 ? exitCodes.asLogged : exitCodes.different;
    } finally {
      await platform.stop();
    }
  } catch (error) {
    if (stopping.signal.aborted) return exitCodes.stopped;
    process.stderr.write(`${messageOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write('npm run oracle:offers -- --help shows the options.\n');
    return exitCodes.nothingDone;
  }
}

/** Only what a person can act on is put in a sentence; a bug keeps its stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForPeople = [UsageError, UnreadableLogError, ApiRefusedError, ApiUnavailableError].some(
    (kind) => error instanceof kind,
  );
  const isFileProblem = 'code' in error && typeof error.code === 'string' && /^(E[A-Z]+|Z_[A-Z_]+)$/.test(error.code);
  return isForPeople || isFileProblem ? error.message : (error.stack ?? error.message);
}
