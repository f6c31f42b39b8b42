import { Client } from 'pg';
import { type Counted, countedChanges } from '../../apps/churn/src/domain/metrics/counted.js';
import { copyIn, type CopyRows } from '../stored/copy-in.js';
import { benchProgram, simulateMembers, type SimulatedMember } from './simulated-members.js';

export interface LoadedYears {
  readonly members: number;
  readonly purchases: number;
}

interface Loading {
  readonly members: number;
  readonly signal: AbortSignal;
  readonly onProgress: (share: string) => void;
}

/** A page of members goes in by one COPY a table. */
const pageMembers = 10_000;
/** Ten-thousandths of a major unit in one minor unit. */
const valuePerMinor = 100;
/** Before coupons and points. */
const totalPerPayable = 1.1;
const { programId, currency, timeZone } = benchProgram;

/** Loads members with what they bought by COPY, as if event by event: facts, days, summaries and counts agree. */
export async function loadMembers(adminUrl: string, { members, signal, onProgress }: Loading): Promise<LoadedYears> {
  const client = new Client({ connectionString: adminUrl, options: '-c search_path=churn -c synchronous_commit=off' });
  await client.connect();
  try {
    await client.query('INSERT INTO programs VALUES ($1, $2, $3)', [programId, currency, timeZone]);
    for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
    const counts = new Map<string, Counted>();
    let [loaded, purchases] = [0, 0];
    for (const page of pagesOf(simulateMembers(members))) {
      signal.throwIfAborted();
      for (const [target, rowsOf] of tables) await copyIn(client, target, rowsOf(page));
      addCounts(counts, page);
      loaded += page.length;
      purchases += page.reduce((sum, each) => sum + each.purchases.length, 0);
      onProgress(`${loaded.toLocaleString('en')} of ${members.toLocaleString('en')} members`);
    }
    await copyIn(client, 'metric_counts (program_id, metric, period, name, count)', rowsOfCounts(counts));
    onProgress('indexes');
    for (const { create } of indexes) await client.query(create);
    // As the server would have done on the way, had they come one by one.
    for (const table of ['members', 'member_days', 'purchases', 'adjustments', 'metric_counts']) {
      await client.query(`VACUUM ANALYZE ${table}`);
    }
    await client.query('CHECKPOINT');
    return { members, purchases };
  } finally {
    await client.end();
  }
}

/** Built at the end, as a restore does. */
const indexes = [
  {
    name: 'purchases_by_time',
    create: 'CREATE INDEX purchases_by_time ON purchases (program_id, member_id, occurred_at)',
  },
  { name: 'purchases_by_id', create: 'CREATE INDEX purchases_by_id ON purchases (program_id, purchase_id)' },
];

type Page = readonly SimulatedMember[];

const tables: readonly (readonly [target: string, rowsOf: (page: Page) => CopyRows])[] = [
  ['members (program_id, member_id, tier, days, first_at, last_at, repeat_value)', rowsOfMembers],
  ['member_days (program_id, member_id, day, purchases, value, first_at, last_at)', rowsOfDays],
  [
    `purchases (program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor, known_at,
                store_id, channel, categories, skus)`,
    rowsOfPurchases,
  ],
  ['adjustments (program_id, purchase_id, adjustment_id, refund_minor, voided, occurred_at)', rowsOfReturns],
];

function* pagesOf(members: Iterable<SimulatedMember>): Generator<Page, void> {
  let page: SimulatedMember[] = [];
  for (const member of members) {
    page.push(member);
    if (page.length < pageMembers) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function* rowsOfMembers(page: Page): CopyRows {
  for (const { memberId, tier, purchases } of page) {
    const repeats = purchases.slice(1).reduce((sum, { payableMinor }) => sum + payableMinor * valuePerMinor, 0);
    yield [programId, memberId, tier, purchases.length, purchases[0]?.at, purchases.at(-1)?.at, repeats];
  }
}

function* rowsOfDays(page: Page): CopyRows {
  for (const { memberId, purchases } of page) {
    for (const { at, payableMinor } of purchases) {
      yield [programId, memberId, at.slice(0, 10), 1, payableMinor * valuePerMinor, at, at];
    }
  }
}

function* rowsOfPurchases(page: Page): CopyRows {
  for (const { memberId, storeId, purchases } of page) {
    for (const { purchaseId, at, payableMinor, channel, category } of purchases) {
      const total = Math.round(totalPerPayable * payableMinor);
      const of = `{${category}}`;
      yield [
        programId,
        memberId,
        purchaseId,
        at,
        currency,
        payableMinor,
        valuePerMinor,
        total,
        at,
        storeId,
        channel,
        of,
        of,
      ];
    }
  }
}

/** Of nothing: that there are returns to look for is what costs, not what they take off. */
function* rowsOfReturns(page: Page): CopyRows {
  for (const { purchases } of page) {
    for (const { purchaseId, at, isReturned } of purchases) {
      if (isReturned) yield [programId, purchaseId, 'R1', 0, 'f', at];
    }
  }
}

function addCounts(counts: Map<string, Counted>, page: Page): void {
  const members = page.map(({ tier, purchases }) => ({ tier, days: purchases.map(({ day }) => day) }));
  for (const counted of countedChanges([], members)) {
    const key = `${counted.metric} ${counted.period} ${counted.name}`;
    counts.set(key, { ...counted, count: counted.count + (counts.get(key)?.count ?? 0) });
  }
}

function* rowsOfCounts(counts: ReadonlyMap<string, Counted>): CopyRows {
  for (const { metric, period, name, count } of counts.values()) yield [programId, metric, period, name, count];
}
