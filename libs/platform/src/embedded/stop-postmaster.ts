import { realpath } from 'node:fs/promises';
import { readPostmasterFile } from './postmaster-file.js';
import { commandLineOf, waitForEnd, workingFolderOf } from './process-identity.js';

const immediateGraceMs = 3000;
const killGraceMs = 1000;

/**
 * Fast shutdown (open transactions are rolled back, the rest is written), then an immediate one (the next start recovers from
 * the log), then the end. The last is never needed by a healthy server.
 */
export async function stopPostmaster(pid: number, fastGraceMs: number): Promise<void> {
  for (const [signal, graceMs] of [
    ['SIGINT', fastGraceMs],
    ['SIGQUIT', immediateGraceMs],
    ['SIGKILL', killGraceMs],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await waitForEnd(pid, graceMs)) return;
  }
}

/**
 * Stops a server that a killed launcher left behind on this cluster, so that the next start owns the one it has started.
 * The id in postmaster.pid may meanwhile belong to a stranger: only a process that works in this cluster is touched.
 */
export async function stopOrphanedServer(cluster: string, fastGraceMs: number): Promise<boolean> {
  const file = await readPostmasterFile(cluster);
  if (!file || !(await servesCluster(file.pid, cluster))) return false;
  await stopPostmaster(file.pid, fastGraceMs);
  return true;
}

async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  const folder = await realpath(cluster).catch(() => cluster);
  const worksIn = await workingFolderOf(pid);
  if (worksIn !== undefined) return worksIn === folder;
  const command = await commandLineOf(pid);
  return (
    command !== undefined && command.includes('postgres') && (command.includes(cluster) || command.includes(folder))
  );
}
