import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../../scripts/launcher/credentials.js';
import { livingOf, StartedPlatform } from './support/started-platform.js';

const timeoutMs = 240_000; // starts take 8 s on two idle cores, ten times that on busy ones
const childrenCount = 7; // five services, the gateway, the database
const stopMsMax = 10_000;

/** One data folder through its life: each test starts from what the one before has left, because a start takes seconds. */
describe('npm start', () => {
  let parent: string;
  let dataDir: string;
  let running: StartedPlatform;
  let credentials: Credentials;
  let purchase: Record<string, unknown>;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'keepsake-start-'));
    // As root the database runs as another user, who must be able to enter.
    await chmod(parent, 0o711);
    dataDir = join(parent, 'data');
    running = new StartedPlatform(dataDir);
    credentials = await running.up();
    purchase = await post(credentials, 'KEPT-1');
  }, timeoutMs);

  afterAll(async () => {
    await running.end();
    await rm(parent, { recursive: true, force: true });
  }, timeoutMs);

  it('keeps its credentials to its owner', async () => {
    expect((await stat(join(dataDir, 'credentials.json'))).mode & 0o777).toBe(0o600);
  });

  it(
    'refuses a second start on the same data, and names the folder',
    async () => {
      const second = new StartedPlatform(dataDir);
      expect(await second.exit()).toBe(1);
      expect(second.output).toContain(`already running on ${dataDir}`);
    },
    timeoutMs,
  );

  it(
    'stops on Ctrl-C within 10 s, and leaves no process',
    async () => {
      const children = await running.children();
      expect(await livingOf(children)).toHaveLength(childrenCount);
      const askedAtMs = performance.now();
      running.signal('SIGINT');
      expect(await running.exit()).toBe(0);
      expect(performance.now() - askedAtMs).toBeLessThan(stopMsMax);
      expect(await livingOf(children)).toEqual([]);
    },
    timeoutMs,
  );

  it(
    'finds its data again',
    async () => {
      running = new StartedPlatform(dataDir);
      const { keys, memberId, memberToken } = await running.up();
      expect({ keys, memberId }).toEqual({ keys: credentials.keys, memberId: credentials.memberId });
      expect(memberToken).not.toBe(credentials.memberToken);
    },
    timeoutMs,
  );

  it(
    'takes over from a launcher that was killed',
    async () => {
      const orphans = await running.children();
      running.signal('SIGKILL');
      await running.exit();
      running = new StartedPlatform(dataDir);
      const after = await running.up();
      expect(await livingOf(orphans)).toEqual([]);
      expect(await post(after, 'KEPT-1')).toEqual({ ...purchase, duplicate: true });
    },
    timeoutMs,
  );

  it(
    'begins anew with --fresh',
    async () => {
      await running.end();
      running = new StartedPlatform(dataDir, { args: ['--empty', '--fresh'] });
      const after = await running.up();
      expect(after.memberId).not.toBe(credentials.memberId);
      expect(await post(after, 'KEPT-1')).toMatchObject({ duplicate: false });
    },
    timeoutMs,
  );

  it(
    'says which port is in use before it starts anything',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const otherDir = join(parent, 'other');
      const refused = new StartedPlatform(otherDir, { port });
      expect(await refused.exit()).toBe(1);
      expect(refused.output).toContain(`Port ${String(port)}`);
      expect(refused.output).toContain('PORT=');
      await expect(readFile(join(otherDir, 'secrets.json'))).rejects.toThrow('ENOENT');
      server.close();
    },
    timeoutMs,
  );

  it('refuses an option it does not know', async () => {
    const refused = new StartedPlatform(dataDir, { args: ['--emtpy'] });
    expect(await refused.exit()).toBe(1);
    expect(refused.output).toContain('--emtpy');
  });
});

async function post({ baseUrl, keys, memberId }: Credentials, transactionId: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${baseUrl}/v1/purchases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.pos}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      transactionId,
      storeId: 'S01',
      member: memberId,
      occurredAt: '2026-03-01T10:00:00+08:00',
      channel: 'pos',
      currency: 'CNY',
      totalMinor: 1_000,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1_000 }],
    }),
  });
  expect([200, 201]).toContain(response.status);
  return (await response.json()) as Record<string, unknown>;
}
