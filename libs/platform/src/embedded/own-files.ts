import { lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerIdentity } from './server-identity.js';

/**
 * Gives a cluster to the identity that serves it this time: the same folder may be started by root today and was
 * started from another place, or by another user's server, yesterday. Costs one lstat when nothing changed.
 */
export async function giveFilesTo(identity: ServerIdentity, folder: string): Promise<void> {
  const { ownerUid: uid, ownerGid: gid } = identity;
  if (uid === undefined || gid === undefined) return;
  const owner = await lstat(folder).catch(() => undefined);
  if (!owner || owner.uid === uid) return;
  const entries = await readdir(folder, { recursive: true });
  for (const entry of entries) await lchown(join(folder, entry), uid, gid);
  // Last, so that a run that was cut off half-way is seen as unfinished and done again.
  await lchown(folder, uid, gid);
}
