import { once } from 'node:events';
import { chown, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresMajorVersion, type PostgresBinaries } from './postgres-binaries.js';
import type { ServerIdentity } from './server-identity.js';
import { spawnServerProgram } from './spawn-server.js';
import { StartRefusedError } from './start-refused.error.js';

/**
 * Creates the cluster unless it is there. It is written beside its place and renamed when it is complete: a first start that
 * was killed leaves nothing that looks like a database, and the next start begins anew.
 *
 * @throws StartRefusedError when the folder holds something that these binaries cannot open
 */
export async function initializeCluster(
  binaries: PostgresBinaries,
  identity: ServerIdentity,
  { folder, cluster, password }: { folder: string; cluster: string; password: string },
): Promise<void> {
  const beside = `${cluster}.new`;
  const passwordFile = join(folder, 'password.new');
  await rm(beside, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  if (await hasCluster(cluster)) return;

  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (identity.ownerUid !== undefined && identity.ownerGid !== undefined)
      await chown(passwordFile, identity.ownerUid, identity.ownerGid);
    // C.UTF-8 of the server itself: the same order of text on every machine, whatever its locales are.
    const args = [
      '--pgdata',
      beside,
      '--username',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
    ];
    await runInitdb(
      binaries,
      identity,
      [...args, '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      folder,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(beside, cluster);
}

async function hasCluster(cluster: string): Promise<boolean> {
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version?.trim() === postgresMajorVersion) return true;
  if (version) {
    throw new StartRefusedError(
      `The database in ${cluster} was written by PostgreSQL ${version.trim()}; this release runs ${postgresMajorVersion}.`,
      damagedAdvice,
    );
  }
  // Nothing there, or an empty folder: the rename puts the cluster in its place. Anything else is somebody's data.
  try {
    await rmdir(cluster);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StartRefusedError(
        `The database in ${cluster} is incomplete: its PG_VERSION is missing.`,
        damagedAdvice,
      );
    }
  }
  return false;
}

/** What helps when a cluster cannot be opened. */
export const damagedAdvice = ['Restore the folder from a backup, or wipe it and start over: npm start -- --fresh'];

async function runInitdb(
  binaries: PostgresBinaries,
  identity: ServerIdentity,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const child = spawnServerProgram(identity, binaries.initdb, args, cwd);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new StartRefusedError(`The embedded PostgreSQL could not be set up in ${cwd}:\n${output.trim()}`);
}
