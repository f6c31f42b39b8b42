import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '#platform/embedded/free-port';
import type { Platform } from '../../scripts/launcher/running-platform.js';
import { startPlatform } from '../../scripts/launcher/start-platform.js';
import { StartedPlatform } from './support/started-platform.js';
import { postLikeTills, readAvailable } from './support/till-load.js';

const timeoutMs = 300_000; // starts take 8 s on two idle cores, ten times that on busy ones
const purchases = 1_500;
const members = 10;

describe('a restart in the middle of load', () => {
  let parent: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'keepsake-load-'));
    await chmod(parent, 0o711);
  });

  afterEach(async () => {
    await rm(parent, { recursive: true, force: true });
  });

  it(
    'loses nothing and doubles nothing when processes are killed, the database included',
    async () => {
      const platform: Platform = await startPlatform({ dataDir: join(parent, 'data'), empty: true });
      try {
        const kills = new Map([
          [200, 'points'],
          [500, 'postgres'],
          [800, 'gateway'],
          [1_100, 'members'],
        ] as const);
        const told = await postLikeTills(platform.credentials, {
          members,
          purchases,
          onAnswer: (answered) => {
            const name = kills.get(answered as 200);
            if (name) platform.kill(name);
          },
        });
        expect(told.statuses).toHaveLength(purchases);
        expect(told.statuses.filter((status) => status !== 200 && status !== 201)).toEqual([]);
        expect(await readAvailable(platform.credentials, told.points.keys())).toEqual(told.points);
      } finally {
        await platform.stop();
      }
    },
    timeoutMs,
  );

  it(
    'loses nothing and doubles nothing when the whole platform is stopped and started again',
    async () => {
      const port = await findFreePort();
      const first = new StartedPlatform(join(parent, 'data'), { port });
      const credentials = await first.up();
      let second: StartedPlatform | undefined;
      const restart = async (): Promise<void> => {
        first.signal('SIGTERM');
        await first.exit();
        second = new StartedPlatform(join(parent, 'data'), { port });
        await second.up();
      };
      let restarted: Promise<void> | undefined;
      try {
        const told = await postLikeTills(credentials, {
          members,
          purchases,
          onAnswer: (answered) => {
            if (answered === purchases / 3) restarted = restart();
          },
        });
        await restarted;
        expect(told.statuses.filter((status) => status !== 200 && status !== 201)).toEqual([]);
        expect(await readAvailable(credentials, told.points.keys())).toEqual(told.points);
      } finally {
        // Else a platform could still come up after the test has failed.
        await restarted?.catch(() => undefined);
        await first.end();
        await second?.end();
      }
    },
    timeoutMs,
  );
});
