import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChainHead } from '../../apps/points/src/application/ports/heads-journal.js';
import { UsageError } from '../events/options.js';

const dataDirOf = (env: NodeJS.ProcessEnv): string => env['KEEPSAKE_DATA_DIR'] ?? '.keepsake';

/** @throws UsageError when the key that signs the ledger is not to be found */
export async function findLedgerKey(env: NodeJS.ProcessEnv): Promise<string> {
  const given = env['KEEPSAKE_LEDGER_KEY'];
  if (given) return given;
  const path = join(dataDirOf(env), 'secrets.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const { keys } = (text === undefined ? {} : JSON.parse(text)) as { keys?: Record<string, string> };
  const stored = keys?.['KEEPSAKE_LEDGER_KEY'];
  if (stored === undefined) {
    throw new UsageError(`The key that signs the ledger is missing: set KEEPSAKE_LEDGER_KEY (${path} has none).`);
  }
  return stored;
}

export interface KeptHeads {
  readonly path: string;
  /** Undefined where there is no such file. */
  readonly heads: ReadonlyMap<number, ChainHead> | undefined;
}

/** A line that a crash has cut off is left out. */
export async function readHeads(env: NodeJS.ProcessEnv): Promise<KeptHeads> {
  const path = env['KEEPSAKE_LEDGER_HEADS_FILE'] ?? join(dataDirOf(env), 'ledger-heads.jsonl');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { path, heads: undefined };
  const heads = text.split('\n').flatMap((line) => headOf(line) ?? []);
  return { path, heads: new Map(heads.map((head) => [head.number, head])) };
}

function headOf(line: string): ChainHead | undefined {
  try {
    return JSON.parse(line) as ChainHead;
  } catch {
    return undefined;
  }
}
