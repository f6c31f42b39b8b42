import { Client } from 'pg';
import type { Journal, Post } from './journal.js';

interface Booked {
  readonly id: string;
  readonly times: number;
  /** Of the member, in sum over all times. */
  readonly points: number;
}

/**
 * Compares what tills were told with what the ledger has: each acknowledged post once with the points of its answer, nothing
 * that was refused, and every member's balance the sum of the answers.
 * @returns a line a check, and what is wrong
 */
export async function checkPosts(
  databaseUrl: string,
  journal: Journal,
): Promise<{ readonly checked: readonly string[]; readonly wrong: readonly string[] }> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const checked: string[] = [];
    const wrong: string[] = [];
    for (const { kind, what, sql, pointsOf } of kinds) {
      const { rows } = await client.query<Booked>(sql);
      const booked = new Map(rows.map((row) => [row.id, row]));
      const posts = journal.acknowledgedOf(kind);
      for (const post of posts) {
        const found = booked.get(referenceOf(post));
        booked.delete(referenceOf(post));
        const points = pointsOf(post);
        if (found?.times !== 1 || found.points !== points) {
          const there = found ? `${found.times} times with ${found.points} points` : 'not';
          wrong.push(`${kind} ${post.id} was acknowledged with ${points} points and is there ${there}`);
        }
      }
      wrong.push(...[...booked.keys()].map((id) => `${kind} ${id} is there, and nobody was told`));
      checked.push(`${String(posts.length)} ${what}, each there once with the points of its answer`);
    }
    const balances = await client.query<{ id: string; balance: number }>(balancesSql);
    const told = expectedBalances(journal);
    for (const { id, balance } of balances.rows) {
      const expected = told.get(id);
      if (expected !== undefined && expected !== balance)
        wrong.push(`member ${id} has ${balance}, was told ${expected}`);
    }
    checked.push(`${String(told.size)} balances, each the sum of the answers`);
    return { checked, wrong };
  } finally {
    await client.end();
  }
}

interface KindOfPost {
  readonly kind: Post['kind'];
  readonly what: string;
  readonly sql: string;
  readonly pointsOf: (post: Post) => number;
}

const bySource = (kind: string, reference: string, account: string, sign: '' | '-'): string => `
  SELECT t.${reference}::text AS id, count(DISTINCT t.posting_id)::integer AS times,
         (${sign}sum(e.delta) FILTER (WHERE e.account = '${account}'))::integer AS points
    FROM points.ledger_transactions t
    JOIN points.ledger_entries e ON e.program_id = t.program_id AND e.member_id = t.member_id AND e.posting_id = t.posting_id
   WHERE t.kind = '${kind}' AND t.source_reference ~ '^(FT|FR)-|^fault_test$'
   GROUP BY t.${reference}`;

const kinds: readonly KindOfPost[] = [
  {
    kind: 'purchase',
    what: 'purchases',
    sql: bySource('earn', 'source_reference', 'issued', '-'),
    pointsOf: ({ answer }) => (answer?.body['points'] as { earned: number }).earned,
  },
  {
    kind: 'redemption',
    what: 'redemptions',
    sql: bySource('redeem', 'source_id', 'redeemed', ''),
    pointsOf: ({ answer }) => answer?.body['points'] as number,
  },
  {
    kind: 'return',
    what: 'returns',
    sql: bySource('clawback', 'source_reference', 'issued', ''),
    pointsOf: ({ answer }) => (answer?.body['points'] as { clawedBack: number }).clawedBack,
  },
];

/** A redemption is known by the id that its answer gave it. */
function referenceOf({ kind, id, answer }: Post): string {
  return kind === 'redemption' ? String(answer?.body['redemptionId']) : id;
}

const balancesSql = `SELECT member_id::text AS id, (available + pending + held - debt)::integer AS balance FROM points.wallets`;

function expectedBalances(journal: Journal): Map<string, number> {
  const balances = new Map<string, number>();
  for (const { kind, pointsOf } of kinds) {
    for (const post of journal.acknowledgedOf(kind)) {
      const points = kind === 'purchase' ? pointsOf(post) : -pointsOf(post);
      balances.set(post.memberId, (balances.get(post.memberId) ?? 0) + points);
    }
  }
  return balances;
}
