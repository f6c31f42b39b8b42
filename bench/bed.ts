import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../scripts/launcher/running-platform.js';
import { startPlatform } from '../scripts/launcher/start-platform.js';
import { PublicApi } from '../scripts/public-api/public-api.js';
import { runConcurrently } from '../scripts/public-api/run-concurrently.js';
import { purchase } from './load/requests.js';

/** Enough that locks on one member are rare, as at real tills. */
const membersCount = 600;
const enrolAtOnce = 16;

export interface BenchMember {
  readonly memberId: string;
  readonly card: string;
}

/** The platform under test with members of its own, in a temporary folder. */
export interface Bed {
  readonly platform: Platform;
  readonly api: PublicApi;
  readonly members: readonly BenchMember[];
  /** Of the platform: its secrets and credentials. */
  readonly dataDir: string;
  readonly signal: AbortSignal;
}

/** @returns what `measure` does; whatever happens, everything is stopped and the folder is gone */
export async function withBed<T>(signal: AbortSignal, measure: (bed: Bed) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'keepsake-bench-'));
  // As root the database runs as another user, who must be able to enter.
  await chmod(parent, 0o711);
  try {
    const dataDir = join(parent, 'data');
    const platform = await startPlatform({
      dataDir,
      empty: true,
      env: { LOG_LEVEL: 'warn' },
      signal,
    });
    const { baseUrl, keys } = platform.credentials;
    const api = new PublicApi({ baseUrl, key: keys.pos, connections: enrolAtOnce, signal });
    try {
      const members = await enrollMembers(api, 'BENCH', membersCount);
      return await measure({ platform, api, members, dataDir, signal });
    } finally {
      await api.close();
      await platform.stop();
    }
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

export async function enrollMembers(api: PublicApi, prefix: string, count: number): Promise<BenchMember[]> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return runConcurrently(numbers, enrolAtOnce, async (number) => {
    const card = `${prefix}${number}`;
    const { status, body } = await api.post('/v1/members', { card, channel: 'pos', name: `Member ${card}` });
    if (status !== 201) throw new Error(`A member was not enrolled: ${status} ${JSON.stringify(body)}`);
    return { memberId: (body as { id: string }).id, card };
  });
}

/** One purchase of the kind that the load posts. */
export async function postOne(api: PublicApi, transactionId: string, card: string): Promise<void> {
  const body: unknown = JSON.parse(purchase(transactionId, card, new Date().toISOString()));
  const { status } = await api.post('/v1/purchases', body);
  if (status !== 201) throw new Error(`A purchase was not recorded: ${status}`);
}
