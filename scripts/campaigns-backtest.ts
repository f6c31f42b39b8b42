import { writeFile } from 'node:fs/promises';
import { findAccess, parseArguments, usage, UsageError } from './backtest/arguments.js';
import { describe } from './backtest/describe.js';
import { runBackTest } from './backtest/run-back-test.js';
import { ApiRefusedError, ApiUnavailableError, PublicApi } from './public-api/public-api.js';

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseArguments(process.argv.slice(2));
    if (!options) {
      process.stdout.write(usage);
      return 0;
    }
    const api = new PublicApi({ ...(await findAccess(options, process.env)), connections: 1 });
    try {
      const totals = await runBackTest(api, options, process.stderr);
      if (options.jsonPath !== undefined)
        await writeFile(options.jsonPath, `${JSON.stringify(totals, undefined, 2)}\n`);
      process.stdout.write(describe(options.draft, totals));
      return 0;
    } finally {
      await api.close();
    }
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write('npm run campaigns:backtest -- --help shows the options.\n');
    return 1;
  }
}

/** Only what a person can act on is put in a sentence; a bug keeps its stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForPeople = [UsageError, ApiRefusedError, ApiUnavailableError].some((kind) => error instanceof kind);
  return isForPeople ? error.message : (error.stack ?? error.message);
}
