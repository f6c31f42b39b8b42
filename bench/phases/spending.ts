import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { enrollMembers, type Bed } from '../bed.js';
import type { LoadResult } from '../load/load-job.js';
import { runLoad } from '../run-worker.js';

const redeemConnections = 64;
const warmUpSeconds = 8;
/** One point a redemption: enough for any run. */
const pointsGiven = 100_000_000;
const evaluateConnections = 8;
/** As a busy shop asks for what its baskets would earn. */
const evaluationsPerSecond = 100;

/** Redemptions of one point of the same member, as fast as they go: everything waits for one wallet. */
export async function redeemOfOne(bed: Bed, seconds: number): Promise<LoadResult> {
  const { platform, api, signal } = bed;
  const { baseUrl, keys } = platform.credentials;
  const [hot] = await enrollMembers(api, 'HOT', 1);
  if (!hot) throw new Error('The hot member was enrolled.');
  const { statusCode, body } = await request(`${baseUrl}/v1/points/adjustments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keys.admin}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ member: hot.memberId, points: pointsGiven, reasonCode: 'bench' }),
  });
  if (statusCode !== 201) throw new Error(`No points were given: ${statusCode} ${await body.text()}`);
  await body.dump();
  const job = { kind: 'redemption', run: 'REDEEM', connections: redeemConnections, warmUpSeconds, seconds } as const;
  return runLoad({ ...job, baseUrl, key: keys.pos, cards: [hot.card] }, signal);
}

/** What a basket would earn. @param baseUrl another gateway than the bed's */
export function evaluate({ platform, members, signal }: Bed, seconds: number, baseUrl?: string): Promise<LoadResult> {
  const { keys, ...own } = platform.credentials;
  const cards = members.map(({ card }) => card);
  const job = { kind: 'evaluate', run: 'EVALUATE', connections: evaluateConnections, warmUpSeconds, seconds } as const;
  const to = { baseUrl: baseUrl ?? own.baseUrl, key: keys.pos, cards };
  return runLoad({ ...job, perSecond: evaluationsPerSecond, ...to }, signal);
}
