import { chmod, mkdir, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import { writePrivateFile } from './write-private-file.js';

/** Where everything that outlives a run is kept, below KEEPSAKE_DATA_DIR. */
export interface DataFolder {
  readonly path: string;
  readonly lock: string;
  readonly secrets: string;
  readonly credentials: string;
  readonly children: string;
  readonly simulation: string;
  readonly postgres: string;
  /** Where the chain of the points ledger ends, minute by minute. */
  readonly ledgerHeads: string;
  readonly logs: string;
}

const markerName = 'keepsake.json';
const format = 1;
const freeBytesMin = 1024 ** 3;

/**
 * Opens the data folder, or makes one of a missing or empty folder; its marker is written first, so that a start which was
 * killed at any later moment is recognised as ours.
 *
 * @throws StartRefusedError when the folder holds something else, was written by a later release, or the disk is full
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  try {
    await mkdir(path, { recursive: true });
    await checkMarker(path);
  } catch (error) {
    if (error instanceof StartRefusedError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new StartRefusedError(`The data folder ${path} cannot be used (${code}).`, [
      'Give another one in KEEPSAKE_DATA_DIR, or make it writable.',
    ]);
  }
  await checkFreeSpace(path);
  // As root the database runs as an unprivileged user, who must be able to pass through; the files inside are private one by one.
  await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  const folder = layoutOf(path);
  await mkdir(folder.logs, { recursive: true, mode: 0o700 });
  return folder;
}

/** Empties the folder, all but the lock that the caller holds and the marker that makes it ours. */
export async function wipeDataFolder(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.path)) {
    const path = join(folder.path, name);
    if (path !== folder.lock && name !== markerName) await rm(path, { recursive: true, force: true });
  }
  await mkdir(folder.logs, { recursive: true, mode: 0o700 });
}

function layoutOf(path: string): DataFolder {
  return {
    path,
    lock: join(path, 'launcher.lock'),
    secrets: join(path, 'secrets.json'),
    credentials: join(path, 'credentials.json'),
    children: join(path, 'children.json'),
    simulation: join(path, 'simulation.json'),
    postgres: join(path, 'postgres'),
    ledgerHeads: join(path, 'ledger-heads.jsonl'),
    logs: join(path, 'logs'),
  };
}

async function checkMarker(path: string): Promise<void> {
  const marker = join(path, markerName);
  const text = await readFile(marker, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const strangers = (await readdir(path)).filter((name) => name !== `${markerName}.new`);
    if (strangers.length > 0) {
      throw new StartRefusedError(`${path} is not a Keepsake data folder: it has no ${markerName}, and is not empty.`, [
        'Nothing in it was touched. Give an empty or a new folder in KEEPSAKE_DATA_DIR.',
      ]);
    }
    await writePrivateFile(marker, `${JSON.stringify({ product: 'keepsake', format })}\n`);
    return;
  }
  const written = formatOf(text);
  if (written === format) return;
  throw new StartRefusedError(
    written === undefined
      ? `${marker} is damaged, so ${path} may not be a Keepsake data folder.`
      : `${path} has format ${String(written)}; this release reads ${String(format)}.`,
    ['Nothing in it was touched. Give another folder in KEEPSAKE_DATA_DIR, or restore this one from a backup.'],
  );
}

function formatOf(text: string): number | undefined {
  try {
    const marker = JSON.parse(text) as { product?: unknown; format?: unknown };
    return marker.product === 'keepsake' && typeof marker.format === 'number' ? marker.format : undefined;
  } catch {
    return undefined;
  }
}

async function checkFreeSpace(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const freeBytes = bavail * bsize;
  if (freeBytes >= freeBytesMin) return;
  throw new StartRefusedError(
    `${path} has ${String(Math.floor(freeBytes / 1024 ** 2))} MB of free space; at least 1024 MB are needed.`,
    ['Free some, or give a folder on another disk in KEEPSAKE_DATA_DIR.'],
  );
}
