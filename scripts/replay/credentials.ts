import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './arguments.js';
import type { ReplayArguments } from './arguments.js';

export interface Access {
  readonly baseUrl: string;
  readonly key: string;
}

/**
 * Where the platform is and with which key: from the command line, else KEEPSAKE_URL and KEEPSAKE_KEY, else what the last start wrote.
 *
 * @throws UsageError when neither names both
 */
export async function findAccess(
  { baseUrl, key }: Pick<ReplayArguments, 'baseUrl' | 'key'>,
  environment: NodeJS.ProcessEnv,
): Promise<Access> {
  const given = { baseUrl: baseUrl ?? environment['KEEPSAKE_URL'], key: key ?? environment['KEEPSAKE_KEY'] };
  if (given.baseUrl !== undefined && given.key !== undefined) return { baseUrl: given.baseUrl, key: given.key };
  const path = join(environment['KEEPSAKE_DATA_DIR'] ?? '.keepsake', 'credentials.json');
  const stored = await readStored(path);
  if (!stored) {
    throw new UsageError(
      `No platform to replay to: ${path} cannot be read. Run npm start first, or give --base-url and --key.`,
    );
  }
  return { baseUrl: given.baseUrl ?? stored.baseUrl, key: given.key ?? stored.key };
}

async function readStored(path: string): Promise<Access | undefined> {
  try {
    const { baseUrl, keys } = JSON.parse(await readFile(path, 'utf8')) as { baseUrl: string; keys: { pos: string } };
    return { baseUrl, key: keys.pos };
  } catch {
    return undefined;
  }
}
