import { Client } from 'pg';
import { runConcurrently } from '../scripts/public-api/run-concurrently.js';
import type { Bed } from './bed.js';
import type { LoadResult } from './load/load-job.js';

interface Ledger {
  readonly purchases: number;
  readonly points: number;
}

const readAtOnce = 16;

/** What was recorded before a load, and after it must be exactly what the load was told more. */
export async function readLedger({ platform, api, members }: Bed): Promise<Ledger> {
  const points = await runConcurrently(members, readAtOnce, async ({ memberId }) => {
    const { body } = await api.get(`/v1/members/${memberId}/points`);
    return (body as { lifetimeEarned: number }).lifetimeEarned;
  });
  const client = new Client({ connectionString: platform.credentials.databaseUrl });
  await client.connect();
  try {
    // The database counts what the API has no total of: receipts, and the entries that their points stand in.
    const { rows } = await client.query<{ purchases: string; points: string }>(
      `SELECT (SELECT count(*) FROM points.purchases WHERE member_id = ANY($1)) AS purchases,
              (SELECT -sum(delta) FROM points.ledger_entries WHERE account = 'issued' AND member_id = ANY($1)) AS points`,
      [members.map(({ memberId }) => memberId)],
    );
    const inEntries = Number(rows[0]?.points ?? 0);
    const shown = points.reduce((sum, each) => sum + each, 0);
    if (inEntries !== shown) throw new Error(`The ledger's entries sum to ${inEntries}, the members see ${shown}.`);
    return { purchases: Number(rows[0]?.purchases ?? 0), points: shown };
  } finally {
    await client.end();
  }
}

/** Speed must not hide loss. @throws naming every difference */
export function assertNothingLost(before: Ledger, after: Ledger, loads: readonly LoadResult[]): Ledger {
  const told = loads.reduce(
    (sum, { acknowledged }) => ({
      purchases: sum.purchases + acknowledged.purchases,
      points: sum.points + acknowledged.points,
    }),
    { purchases: 0, points: 0 },
  );
  const recorded = { purchases: after.purchases - before.purchases, points: after.points - before.points };
  if (told.purchases !== recorded.purchases || told.points !== recorded.points) {
    throw new Error(
      `${told.purchases} purchases with ${told.points} points were acknowledged, ` +
        `${recorded.purchases} with ${recorded.points} are in the ledger.`,
    );
  }
  return told;
}
