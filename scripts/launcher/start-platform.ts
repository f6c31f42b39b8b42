import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceNames } from '#contracts/internal/call';
import { findFreePort, whyPortIsTaken } from '#platform/embedded/free-port';
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import { stopOrphanedServer } from '#platform/embedded/stop-postmaster';
import { bootstrapDemo } from './bootstrap.js';
import { readCredentials, writeCredentials, type Credentials } from './credentials.js';
import { openDataFolder, wipeDataFolder, type DataFolder } from './data-folder.js';
import { enrollDemoMember } from './demo-member.js';
import { planPopulation, populate } from './demo-population.js';
import { LogFile } from './log-file.js';
import { ChildList, endOrphans } from './orphans.js';
import { silentProgress, type Progress } from './progress.js';
import { projectRoot } from './project-root.js';
import { runToEnd } from './run-to-end.js';
import { RunningPlatform, StartInterruptedError, type Platform } from './running-platform.js';
import { loadSecrets, type Secrets } from './secrets.js';
import { environmentOf, mainOf, processNames, serviceUrl, type Addresses, type ProcessName } from './service-plans.js';
import type { StartOptions } from './start-options.js';
import { takeStartLock } from './start-lock.js';
import { SupervisedPostgres } from './supervised-postgres.js';
import { SupervisedProcess } from './supervised-process.js';
import { migrateEnvironment } from './migrate-environment.js';

export interface StartPlatformOptions extends Partial<StartOptions> {
  readonly dataDir: string;
  /** Over the shell's; DATABASE_URL and REDIS_URL choose other servers than the embedded ones. */
  readonly env?: NodeJS.ProcessEnv;
  readonly progress?: Progress;
  /** Stops the platform, also in the middle of a start. */
  readonly signal?: AbortSignal;
}

const orphanGraceMs = 5_000;

/**
 * Starts the whole platform on a data folder: database, migrations, services, gateway, the demo programme and, unless `empty`, its
 * population. Compiled sources must be there (`npm run build`).
 *
 * @throws StartRefusedError with advice · StartInterruptedError when the signal came first
 */
export async function startPlatform(options: StartPlatformOptions): Promise<Platform> {
  const platform = new RunningPlatform();
  const interrupt = (): void => void platform.stop();
  options.signal?.addEventListener('abort', interrupt);
  try {
    const started = await startInOrder(platform, options);
    platform.throwIfStopping();
    return started;
  } catch (error) {
    const interrupted = platform.isStopping;
    await platform.stop();
    throw interrupted ? new StartInterruptedError() : error;
  }
}

async function startInOrder(platform: RunningPlatform, options: StartPlatformOptions): Promise<Platform> {
  const { port = 0, host = '127.0.0.1', empty = false, progress = silentProgress } = options;
  // Node's options are meant for the launcher: an inspector's port, or the loader of a test, would be wrong for seven processes.
  const env = { ...process.env, NODE_OPTIONS: undefined, ...options.env };

  const folder = await takeDataFolder(platform, options);
  await refuseTakenPort(port, host);
  const isFirst = !(await exists(folder.secrets));
  const secrets = await loadSecrets(folder.secrets, await exists(join(folder.postgres, 'cluster')));
  if (isFirst && !empty) await planPopulation(folder.simulation, new Date());

  platform.throwIfStopping();
  const addresses = await startDatabase(platform, folder, secrets, { env, port, host, progress });
  await migrateDatabase(platform, folder, { addresses, secrets, env, progress });
  await startProcesses(platform, folder, { addresses, secrets, env, progress });

  platform.throwIfStopping();
  progress.phase('Programme and keys');
  const baseUrl = `http://${publicHost(host)}:${String(addresses.ports.gateway)}`;
  const urls = Object.fromEntries(serviceNames.map((name) => [name, serviceUrl(name, addresses)])) as Record<
    (typeof serviceNames)[number],
    string
  >;
  const known = await readCredentials(folder.credentials);
  const demo = await bootstrapDemo({ urls, internalKey: secrets.keys.KEEPSAKE_INTERNAL_KEY, knownKeys: known?.keys });
  const credentials: Credentials = {
    baseUrl,
    graphqlUrl: `${baseUrl}/graphql`,
    keys: demo.keys,
    ...(await enrollDemoMember(baseUrl, demo.keys)),
    databaseUrl: addresses.databaseUrl,
  };
  await writeCredentials(folder.credentials, credentials);
  // A server of one's own may have had the programme before this folder did: then there is nothing to fill.
  if (isFirst && !demo.isNew) await rm(folder.simulation, { force: true });
  const population = empty ? undefined : await populateWith(platform, folder, credentials, options);
  progress.done();
  return { ...controls(platform), baseUrl, credentials, isNew: demo.isNew, populatedAt: population?.at };
}

/** Takes the folder over, from a killed launcher too: its children are gone before anything of this run begins. */
async function takeDataFolder(
  platform: RunningPlatform,
  { dataDir, fresh = false }: StartPlatformOptions,
): Promise<DataFolder> {
  const folder = await openDataFolder(dataDir);
  platform.releaseLock = await takeStartLock(folder.lock, folder.path);
  await endOrphans(folder.children);
  await stopOrphanedServer(join(folder.postgres, 'cluster'), orphanGraceMs);
  if (fresh) await wipeDataFolder(folder);
  platform.children = new ChildList(folder.children);
  return folder;
}

async function refuseTakenPort(port: number, host: string): Promise<void> {
  const reason = port === 0 ? undefined : await whyPortIsTaken(port, host);
  if (reason === undefined) return;
  const because = { EADDRINUSE: 'is in use', EACCES: 'may not be used by you' }[reason] ?? `cannot be used (${reason})`;
  throw new StartRefusedError(`Port ${String(port)} on ${host} ${because}.`, [
    `Stop what listens there, or choose another one: PORT=${String(port === 3000 ? 3001 : 3000)} npm start`,
  ]);
}

interface Step {
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
}

interface WithAddresses extends Step {
  readonly addresses: Addresses;
  readonly secrets: Secrets;
}

async function startDatabase(
  platform: RunningPlatform,
  folder: DataFolder,
  secrets: Secrets,
  { env, port, host, progress }: Step & { port: number; host: string },
): Promise<Addresses> {
  let databaseUrl = env['DATABASE_URL'];
  if (!databaseUrl) {
    progress.phase('PostgreSQL');
    platform.postgres = new SupervisedPostgres({
      dataDir: folder.postgres,
      password: secrets.postgresPassword,
      log: openLog(platform, folder, 'postgres'),
      onRestart: progress.note.bind(progress),
    });
    await platform.postgres.start();
    databaseUrl = platform.postgres.url;
  }
  const ports: Partial<Record<ProcessName, number>> = {};
  for (const name of processNames) ports[name] = name === 'gateway' && port !== 0 ? port : await unusedPort(ports);
  return { host, ports: ports as Record<ProcessName, number>, databaseUrl, redisUrl: env['REDIS_URL'] || undefined };
}

async function unusedPort(taken: Partial<Record<ProcessName, number>>): Promise<number> {
  const port = await findFreePort();
  return Object.values(taken).includes(port) ? unusedPort(taken) : port;
}

async function migrateDatabase(platform: RunningPlatform, folder: DataFolder, step: WithAddresses): Promise<void> {
  platform.throwIfStopping();
  step.progress.phase('Schemas');
  await runToEnd({
    name: 'The migration',
    main: join(projectRoot, 'dist', 'scripts', 'migrate.js'),
    env: migrateEnvironment(step.addresses.databaseUrl, step.secrets, step.env),
    log: openLog(platform, folder, 'migrate'),
  });
}

async function startProcesses(platform: RunningPlatform, folder: DataFolder, step: WithAddresses): Promise<void> {
  platform.throwIfStopping();
  step.progress.phase('Services');
  const env = { KEEPSAKE_LEDGER_HEADS_FILE: folder.ledgerHeads, ...step.env };
  const start = async (name: ProcessName): Promise<void> => {
    const service = new SupervisedProcess({
      name,
      main: mainOf(name),
      env: environmentOf(name, step.addresses, step.secrets, env),
      readyUrl: `${serviceUrl(name, step.addresses)}/health/ready`,
      log: openLog(platform, folder, name),
      onChange: () => {
        platform.recordChildren();
      },
      onRestart: step.progress.note.bind(step.progress),
    });
    platform.processes.set(name, service);
    await service.start();
  };
  await Promise.all(serviceNames.map(start));
  platform.throwIfStopping();
  step.progress.phase('Gateway');
  await start('gateway');
}

async function populateWith(
  platform: RunningPlatform,
  folder: DataFolder,
  credentials: Credentials,
  { signal, progress = silentProgress }: StartPlatformOptions,
): ReturnType<typeof populate> {
  platform.throwIfStopping();
  return populate({
    stateFile: folder.simulation,
    credentials,
    progress,
    signal: signal ?? new AbortController().signal,
  });
}

function openLog(platform: RunningPlatform, folder: DataFolder, name: string): LogFile {
  const log = new LogFile(join(folder.logs, `${name}.log`));
  platform.logs.push(log);
  return log;
}

function controls(platform: RunningPlatform): Omit<Platform, 'baseUrl' | 'credentials' | 'isNew' | 'populatedAt'> {
  const processNamed = (name: ProcessName): SupervisedProcess => {
    const found = platform.processes.get(name);
    if (!found) throw new Error(`${name} was never started.`);
    return found;
  };
  return {
    pids: () => ({
      ...Object.fromEntries([...platform.processes].map(([name, { pid }]) => [name, pid])),
      ...(platform.postgres && { postgres: platform.postgres.pid }),
    }),
    urlOf: (name) => new URL(processNamed(name).plan.readyUrl).origin,
    kill: (name) => {
      if (name === 'postgres') platform.postgres?.kill();
      else processNamed(name).kill();
    },
    suspend: (name) => processNamed(name).stop(orphanGraceMs),
    resume: (name) => processNamed(name).start(),
    waitUntilReady: (name) => processNamed(name).waitUntilReady(),
    stop: () => platform.stop(),
    stopped: platform.stopped,
  };
}

/** A wildcard is where the gateway listens, not where it is called. */
function publicHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
