import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import { projectRoot } from './project-root.js';

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly dataDir: string;
  /** Of the gateway; 0 takes any free one. */
  readonly port: number;
  readonly host: string;
  /** One member and one campaign instead of the demo population. */
  readonly empty: boolean;
  /** Wipes the data folder first. */
  readonly fresh: boolean;
}

export const usage = `npm start [-- options]

  --empty    one member and the base campaign only, no demo population
  --fresh    wipe the data folder first
  --help     this text

  PORT                of the gateway (3000; 0 takes any free one)
  HOST                address the gateway listens on (127.0.0.1)
  KEEPSAKE_DATA_DIR   where data and generated secrets live (.keepsake)
  DATABASE_URL        an administrator's address of your own PostgreSQL 18, instead of the embedded one
  REDIS_URL           Redis or Valkey for the event queues, instead of PostgreSQL
`;

const portMax = 65_535;

/**
 * @returns undefined when help was asked for
 * @throws StartRefusedError naming the option or variable at fault
 */
export function parseStartOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions | undefined {
  const values = parseFlags(args);
  if (values.help) return undefined;
  return {
    dataDir: resolve(projectRoot, env['KEEPSAKE_DATA_DIR'] || '.keepsake'),
    port: parsePort(env['PORT'] || '3000'),
    host: env['HOST'] || '127.0.0.1',
    empty: values.empty,
    fresh: values.fresh,
  };
}

function parseFlags(args: readonly string[]): { empty: boolean; fresh: boolean; help: boolean } {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { empty: flag, fresh: flag, help: { ...flag, short: 'h' } },
      strict: true,
    });
    return values;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ');
    throw new StartRefusedError(`${reason}.`, ['npm start -- --help lists the options.']);
  }
}

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port <= portMax) return port;
  throw new StartRefusedError('PORT must be a whole number from 0 to 65535.');
}
