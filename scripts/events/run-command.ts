import { UsageError } from './options.js';

/** Parses and runs one of the event commands; what a person can act on is said in a sentence, a bug keeps its stack. */
export async function runCommand<Options>(
  usage: string,
  parse: (args: readonly string[]) => Options | undefined,
  run: (options: Options) => Promise<void>,
): Promise<void> {
  try {
    const options = parse(process.argv.slice(2));
    if (options) await run(options);
    else process.stdout.write(usage);
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${messageOf(error)}\n`);
    if (error instanceof UsageError) process.stderr.write('--help shows the options.\n');
  }
}

function messageOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  const { code, name, message, stack } = error as Error & { code?: string };
  if (code === 'ECONNREFUSED') return 'The database or the queues do not answer: is the platform running?';
  if (code === '28P01') return 'The database refused the password of DATABASE_URL.';
  if (code === '3F000' || code === '42P01' || name === 'SchemaMigrationRequiredError')
    return 'The database is not migrated: run npm run migrate.';
  return stack ?? message;
}
