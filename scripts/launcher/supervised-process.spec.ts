import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '#platform/embedded/free-port';
import { isAlive, waitForEnd } from '#platform/embedded/process-identity';
import { LogFile } from './log-file.js';
import { SupervisedProcess } from './supervised-process.js';

/** A service in miniature: ready when it listens; answers its process id; stops as the platform's services do. */
const serviceSource = `
import { createServer } from 'node:http';
const server = createServer((request, response) => response.end(String(process.pid)));
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
const stop = () => { console.log('draining'); server.close(() => process.exit(0)); server.closeAllConnections(); };
if (process.env.STUBBORN) process.on('SIGTERM', () => console.log('no')); else process.on('SIGTERM', stop);
process.on('disconnect', stop);
`;
const timeoutMs = 20_000;

describe('SupervisedProcess', () => {
  let folder: string;
  let log: LogFile;
  let main: string;
  let supervised: SupervisedProcess;
  const notes: string[] = [];

  async function plan(env: Record<string, string> = {}): Promise<SupervisedProcess> {
    const port = String(await findFreePort());
    supervised = new SupervisedProcess({
      name: 'fixture',
      main,
      env: { PORT: port, ...env },
      readyUrl: `http://127.0.0.1:${port}/`,
      log,
      onRestart: (text) => notes.push(text),
    });
    return supervised;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepsake-supervised-'));
    log = new LogFile(join(folder, 'child.log'));
    main = join(folder, 'service.mjs');
    await writeFile(main, serviceSource);
    notes.length = 0;
  });

  afterEach(async () => {
    supervised.abandon();
    log.close();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'is ready after start, and lets the child finish when it stops',
    async () => {
      await (await plan()).start();
      const pid = supervised.pid ?? 0;
      await supervised.stop(5_000);
      expect(isAlive(pid)).toBe(false);
      expect(await readFile(log.path, 'utf8')).toBe('listening\ndraining\n');
    },
    timeoutMs,
  );

  it(
    'starts a killed child again, and says so',
    async () => {
      await (await plan()).start();
      const killed = supervised.pid ?? 0;
      supervised.kill();
      await waitForEnd(killed, 5_000);
      await supervised.waitUntilReady();
      expect(supervised.pid).not.toBe(killed);
      expect(notes).toEqual(['fixture ended (SIGKILL); starting it again']);
    },
    timeoutMs,
  );

  it(
    'does not start a child again that it has stopped, until it is told to',
    async () => {
      await (await plan()).start();
      await supervised.stop(5_000);
      expect(notes).toEqual([]);
      await supervised.start();
      await expect(supervised.waitUntilReady()).resolves.toBeUndefined();
    },
    timeoutMs,
  );

  it(
    'ends a child that does not stop in time',
    async () => {
      await (await plan({ STUBBORN: '1' })).start();
      const pid = supervised.pid ?? 0;
      await supervised.stop(200);
      expect(isAlive(pid)).toBe(false);
    },
    timeoutMs,
  );

  it(
    'fails with the last words of a child that does not start',
    async () => {
      await writeFile(main, `console.error('KEEPSAKE_INTERNAL_KEY is missing'); process.exit(1);`);
      await expect((await plan()).start()).rejects.toThrow('fixture did not start:\nKEEPSAKE_INTERNAL_KEY is missing');
    },
    timeoutMs,
  );
});
