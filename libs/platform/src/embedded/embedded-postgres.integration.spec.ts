import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
import { findFreePort } from './free-port.js';
import { isAlive, startedAtOf } from './process-identity.js';
import { StartRefusedError } from './start-refused.error.js';

const timeoutMs = 60_000;

describe('startEmbeddedPostgres', () => {
  let parent: string;
  let options: EmbeddedPostgresOptions;
  const servers: EmbeddedPostgres[] = [];

  async function start(more: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ ...options, ...more });
    servers.push(server);
    return server;
  }

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'keepsake-embedded-'));
    // mkdtemp gives 0700; an ordinary folder can be entered by everyone.
    await chmod(parent, 0o755);
    options = { dataDir: join(parent, 'postgres'), password: 'pass word/%' };
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) if (isAlive(server.pid)) await server.stop();
    await rm(parent, { recursive: true, force: true });
  });

  it(
    'keeps what was committed, and its port, from one start to the next',
    async () => {
      const first = await start();
      await query(first.url, 'create table kept as select 42 as answer');
      await first.stop();

      const second = await start();
      expect(second.port).toBe(first.port);
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    },
    timeoutMs,
  );

  it(
    'runs with the durable settings on',
    async () => {
      const { url } = await start();
      const rows = await query(
        url,
        `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
      );
      expect(rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'on']);
    },
    timeoutMs,
  );

  it(
    'stops a server that a killed launcher left on the folder, and nobody else',
    async () => {
      const orphan = await start();
      await query(orphan.url, 'create table kept as select 1');
      const stranger = await start({ dataDir: join(parent, 'stranger') });

      const second = await start();

      expect(await startedAtOf(orphan.pid)).toBeUndefined();
      expect(isAlive(stranger.pid)).toBe(true);
      expect(await query(second.url, 'select count(*)::int from kept')).toEqual([{ count: 1 }]);
    },
    timeoutMs,
  );

  it(
    'recovers what was committed when the server is killed',
    async () => {
      const first = await start();
      await query(first.url, 'create table kept as select 7 as answer');
      process.kill(first.pid, 'SIGKILL');
      await first.ended;

      const second = await start();
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 7 }]);
    },
    timeoutMs,
  );

  it(
    'begins anew where a first start was cut off while it wrote the cluster',
    async () => {
      await mkdir(join(options.dataDir, 'cluster.new', 'base'), { recursive: true });
      await writeFile(join(options.dataDir, 'cluster.new', 'PG_VERSION'), '18\n');
      await writeFile(join(options.dataDir, 'password.new'), 'half');

      const { url } = await start();
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await expect(stat(join(options.dataDir, 'password.new'))).rejects.toThrow('ENOENT');
    },
    timeoutMs,
  );

  it(
    'refuses a cluster that is damaged, and says what to do',
    async () => {
      await mkdir(join(options.dataDir, 'cluster', 'base'), { recursive: true });
      const refusal = await start().catch((error: unknown) => error as StartRefusedError);
      expect(refusal).toBeInstanceOf(StartRefusedError);
      expect((refusal as StartRefusedError).describe()).toMatch(/PG_VERSION[^]*--fresh/);
    },
    timeoutMs,
  );

  it(
    'refuses a cluster of another major version',
    async () => {
      await mkdir(join(options.dataDir, 'cluster'), { recursive: true });
      await writeFile(join(options.dataDir, 'cluster', 'PG_VERSION'), '17\n');
      await expect(start()).rejects.toThrow('written by PostgreSQL 17');
    },
    timeoutMs,
  );

  it(
    'refuses a port it was told to use when somebody else has it',
    async () => {
      const other = await start({ dataDir: join(parent, 'other'), port: await findFreePort() });
      await expect(start({ port: other.port })).rejects.toThrow('did not start');
    },
    timeoutMs,
  );

  it(
    'takes another port when somebody has the one of the last time',
    async () => {
      const first = await start();
      await first.stop();
      const other = await start({ dataDir: join(parent, 'other'), port: first.port });
      const second = await start();
      expect(second.port).not.toBe(other.port);
    },
    timeoutMs,
  );

  // Only root meets these two: a plain user is its own identity.
  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot(
    'runs as an unprivileged user',
    async () => {
      const { pid } = await start();
      expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    },
    timeoutMs,
  );

  asRoot(
    'names the folder in the way, or finds a way, below a folder that only root can enter',
    async () => {
      await chmod(parent, 0o700);
      const outcome = await start().catch((error: unknown) => error);
      if (outcome instanceof StartRefusedError) expect(outcome.message).toContain(parent);
      else expect(await query((outcome as EmbeddedPostgres).url, 'select 1 as one')).toEqual([{ one: 1 }]);
    },
    timeoutMs,
  );

  asRoot(
    'names the folder in the way where user namespaces are not to be had',
    async () => {
      await chmod(parent, 0o700);
      const path = process.env.PATH;
      process.env.PATH = '/nowhere';
      const refusal = await start().catch((error: unknown) => error);
      process.env.PATH = path;
      expect((refusal as StartRefusedError).describe()).toContain(`chmod o+x ${parent}`);
    },
    timeoutMs,
  );
});

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
