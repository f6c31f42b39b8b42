import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort, whyPortIsTaken } from './free-port.js';
import { damagedAdvice, initializeCluster } from './initialize-cluster.js';
import { giveFilesTo } from './own-files.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { readPostmasterFile } from './postmaster-file.js';
import { chooseServerIdentity } from './server-identity.js';
import { defaultSettings, type ServerSettings } from './server-settings.js';
import { spawnServerProgram } from './spawn-server.js';
import { StartRefusedError } from './start-refused.error.js';
import { stopOrphanedServer, stopPostmaster } from './stop-postmaster.js';

export interface EmbeddedPostgresOptions {
  /** The server's own folder; holds the cluster and what belongs to it. Created when missing. */
  readonly dataDir: string;
  /** Of the superuser `postgres`; must stay the same for the life of the folder. */
  readonly password: string;
  /** Exactly this port; without it the one of the last time, or any free one. */
  readonly port?: number;
  /** Over the defaults of server-settings.ts. */
  readonly settings?: ServerSettings;
  /** Takes what the server writes to its log, in pieces. */
  readonly onLog?: (text: string) => void;
}

export interface EmbeddedPostgres {
  /** The superuser's, database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop(graceMs?: number): Promise<void>;
}

const startTimeoutMs = 60_000; // a recovery after a crash replays up to max_wal_size
const stopGraceMs = 5000;
const portAttemptsMax = 5;
const pollEveryMs = 15;
const logTailChars = 2000;

/**
 * Starts a PostgreSQL server from the binaries that came with the install: sets the cluster up the first time, takes a folder
 * over from a killed launcher, and answers when connections are accepted.
 *
 * @throws StartRefusedError with advice when it cannot run here
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findPostgresBinaries();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const folder = await realpath(options.dataDir);
  const cluster = join(folder, 'cluster');
  await stopOrphanedServer(cluster, stopGraceMs);

  const identity = await chooseServerIdentity(folder, binaries.postgres);
  await giveFilesTo(identity, cluster);
  await initializeCluster(binaries, identity, { folder, cluster, password: options.password });

  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await preferredPort(folder));
    const child = spawnServerProgram(
      identity,
      binaries.postgres,
      serverArguments(cluster, port, options.settings),
      folder,
    );
    const outcome = await waitUntilReady(child, cluster, options.onLog);
    if (outcome === 'ready') {
      await writeFile(portFile(folder), `${port}\n`);
      return running(child, port, options.password);
    }
    if (outcome.portTaken && attempt < portAttemptsMax && options.port === undefined) continue;
    throw new StartRefusedError(`The embedded PostgreSQL did not start:\n${outcome.log}`, damagedAdvice);
  }
}

function serverArguments(cluster: string, port: number, settings: ServerSettings = {}): string[] {
  const all = { ...defaultSettings, ...settings, port };
  return ['-D', cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

const portFile = (folder: string) => join(folder, 'port');

/** The port of the last time, so that a saved connection string stays right; another one when somebody took it. */
async function preferredPort(folder: string): Promise<number> {
  const last = Number(await readFile(portFile(folder), 'utf8').catch(() => ''));
  if (last > 0 && (await whyPortIsTaken(last)) === undefined) return last;
  return findFreePort();
}

type Failure = { readonly portTaken: boolean; readonly log: string };

async function waitUntilReady(
  child: ChildProcess,
  cluster: string,
  onLog?: (text: string) => void,
): Promise<'ready' | Failure> {
  let tail = '';
  const takeLog = (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-logTailChars);
    onLog?.(chunk.toString());
  };
  child.stdout?.on('data', takeLog);
  child.stderr?.on('data', takeLog);
  const closed = once(child, 'close').catch((error: unknown) => (tail += (error as Error).message));

  const endsAt = performance.now() + startTimeoutMs;
  while (isRunning(child) && performance.now() < endsAt) {
    const file = await readPostmasterFile(cluster);
    // The pid: a file that a killed server left behind says `ready` too.
    if (file?.ready && file.pid === child.pid) return 'ready';
    await new Promise((resolve) => setTimeout(resolve, pollEveryMs));
  }
  if (isRunning(child) && child.pid !== undefined) await stopPostmaster(child.pid, stopGraceMs);
  await closed;
  return { portTaken: tail.includes('could not create any TCP/IP sockets'), log: tail.trim() };
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function running(child: ChildProcess, port: number, password: string): EmbeddedPostgres {
  const pid = child.pid;
  if (pid === undefined) throw new Error('A server that is ready has a process id.');
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return {
    url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    port,
    pid,
    ended,
    async stop(graceMs = stopGraceMs) {
      await stopPostmaster(pid, graceMs);
      await ended;
    },
  };
}
