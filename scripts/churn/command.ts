import { parseArgs } from 'node:util';

/** The command line makes no sense; its message is for the person who typed it. */
export class UsageError extends Error {}

/** The input cannot be used; the message names file and line. */
export class InputError extends Error {}

export const exitCodes = {
  done: 0,
  /** The command ran, and its answer is that something does not hold: a check failed, nothing could be fitted. */
  notSo: 1,
  /** Nothing was done: the command line or the input cannot be used. */
  nothingDone: 2,
} as const;

export interface Command {
  readonly usage: string;
  /** @returns the exit code @throws UsageError, InputError */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Runs an analyst's command: what a person can act on is a sentence, a bug keeps its stack. */
export async function runCommand({ usage, run }: Command): Promise<never> {
  // Who pipes into `head` has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    process.exit(exitCodes.done);
  }
  try {
    process.exit(await run(args));
  } catch (error) {
    if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${usage}`);
    else process.stderr.write(`${isForPeople(error) ? error.message : textOf(error)}\n`);
    process.exit(exitCodes.nothingDone);
  }
}

/** Waits until the text is on its way, so that leaving does not cut it off. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

export function warn(text: string): void {
  process.stderr.write(`${text}\n`);
}

export interface ParsedArguments {
  readonly file: string | undefined;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** @throws UsageError for an unknown option, a missing value or a second file */
export function parseCommandLine(args: readonly string[], options: readonly string[]): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
    });
    const [file, ...others] = positionals;
    if (others.length > 0) throw new UsageError(`One file at a time: ${others.join(' ')} is too much.`);
    return { file, values };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

/** @throws UsageError */
export function required(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new UsageError(`${what} is missing.`);
  return value;
}

/** @throws UsageError unless it is a number within the bounds */
export function numberOf(
  text: string,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max))
    throw new UsageError(`${name} must be a number from ${min} to ${max}, not ${text}.`);
  return value;
}

/** @throws UsageError unless it is one of the choices */
export function choiceOf<Choice extends string>(text: string, name: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((each) => each === text);
  if (choice === undefined) throw new UsageError(`${name} must be one of ${choices.join(', ')}, not ${text}.`);
  return choice;
}

function isForPeople(error: unknown): error is Error {
  if (error instanceof InputError) return true;
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^(E[A-Z]+|Z_[A-Z_]+)$/.test(error.code)
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
