import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import { startedAtOf } from '#platform/embedded/process-identity';

interface Holder {
  readonly pid: number;
  readonly startedAt: string | undefined;
}

const attemptsMax = 10;

/**
 * One launcher a data folder. The lock names a process and when it was started, so that what a killed launcher leaves behind
 * does not count, even when its process id has been given to another.
 *
 * @returns gives the lock back
 * @throws StartRefusedError while another launcher lives
 */
export async function takeStartLock(path: string, folder: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, startedAt: await startedAtOf(process.pid) } satisfies Holder);
  const beside = `${path}.${String(process.pid)}`;
  await writeFile(beside, mine, { mode: 0o600 });
  try {
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      if (await linked(beside, path)) {
        return async () => {
          if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true });
        };
      }
      await refuseWhileHeld(path, folder);
    }
    throw new StartRefusedError(`Several starts are fighting for ${folder}. Try again.`);
  } finally {
    await rm(beside, { force: true });
  }
}

/** A link either is made or finds the name taken: never two holders, never half a lock. */
async function linked(beside: string, path: string): Promise<boolean> {
  try {
    await link(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function refuseWhileHeld(path: string, folder: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const holder = parseHolder(text);
  if (holder && holder.startedAt !== undefined && (await startedAtOf(holder.pid)) === holder.startedAt) {
    throw new StartRefusedError(`Keepsake is already running on ${folder} (process ${String(holder.pid)}).`, [
      'Stop it first (Ctrl-C in its terminal), or give another folder in KEEPSAKE_DATA_DIR and another PORT.',
    ]);
  }
  await removeStale(path, text);
}

/** Moved aside before it goes: if another start has put its own lock there since we looked, that one is put back. */
async function removeStale(path: string, seen: string): Promise<void> {
  const aside = `${path}.stale.${String(process.pid)}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => seen);
  if (moved !== seen) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}
