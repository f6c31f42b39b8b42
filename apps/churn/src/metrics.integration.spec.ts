import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { FixedClock } from '#testing/fixed-clock';
import { ReadMetric } from './application/metrics/read-metric.js';
import { churnDatabase } from './database/churn.database.js';
import type { PurchaseFact } from './application/ports/purchase-facts.js';
import { MemberFactsStore } from './database/member-facts.store.js';
import { MemberMergesStore } from './database/member-merges.store.js';
import { MetricProjection } from './database/metric-projection.js';
import { MetricsStore } from './database/metrics.store.js';
import { ProgramSettingsStore } from './database/program-settings.store.js';
import { PurchaseFactsStore } from './database/purchase-facts.store.js';
import type { MetricPoint } from './domain/metrics/metric-points.js';
import { type Random, seededRandom, shuffled } from './domain/numeric/random.js';

const programId = randomUUID();
const tiers = ['silver-1', 'gold-1'];
const window = { from: '2025-01-01', to: '2026-12-31' };

/** By plain SQL over the purchases themselves: every purchase that was not voided, by local day. */
const boughtSql = `
  WITH bought AS (
    SELECT DISTINCT p.member_id, (p.occurred_at AT TIME ZONE 'Asia/Shanghai')::date AS day, coalesce(m.tier, 'none') AS tier
      FROM purchases p JOIN members m USING (program_id, member_id)
     WHERE p.program_id = $1 AND NOT EXISTS (
             SELECT 1 FROM adjustments a WHERE a.program_id = p.program_id AND a.purchase_id = p.purchase_id AND a.voided)
  ), joined AS (SELECT member_id, min(day) AS first FROM bought GROUP BY member_id)`;

describe('metrics kept as members change', () => {
  let test: TestDatabase;
  let metrics: MetricsStore;
  let read: ReadMetric;

  beforeAll(async () => {
    test = await createTestDatabase(churnDatabase);
    const settings = new ProgramSettingsStore(test.database);
    await settings.remember([{ programId, currency: 'CNY', timeZone: 'Asia/Shanghai' }]);
    metrics = new MetricsStore(test.database);
    read = new ReadMetric(metrics, settings, new FixedClock());
    await change(test, metrics);
  });
  afterAll(() => test.close());

  const pointsOf = async (name: 'repurchase-rate' | 'retention' | 'first-to-second-purchase', grain = 'month') => {
    const { points } = await read.execute(programId, { name, grain: grain as 'month', ...window });
    return points;
  };

  it.each(['month', 'quarter', 'year'])('gives the repurchase rate of each %s and tier', async (grain) => {
    const rows = await test.database.query<{ period: string; part: string; count: number; of: number }>(
      `${boughtSql}, counted AS (
         SELECT member_id, tier, date_trunc($2, day)::date AS period, count(*) AS days FROM bought GROUP BY 1, 2, 3)
       SELECT period, coalesce(tier, 'all') AS part, count(*) FILTER (WHERE days > 1) AS count, count(*) AS of
         FROM counted GROUP BY GROUPING SETS ((period, tier), (period)) ORDER BY period, part`,
      [programId, grain],
    );
    expect(rows.length).toBeGreaterThan(6);
    expect(sorted(await pointsOf('repurchase-rate', grain))).toEqual(rows);
  });

  it('gives the retention of each joining cohort', async () => {
    const rows = await test.database.query<{ period: string; part: string; count: number; of: number }>(
      `${boughtSql}, cohort AS (
         SELECT date_trunc('month', first)::date AS period, count(*) AS of FROM joined GROUP BY 1)
       SELECT c.period,
              'month_' || (12 * (extract(year FROM b.day) - extract(year FROM j.first)) + extract(month FROM b.day)
                           - extract(month FROM j.first))::integer AS part,
              count(DISTINCT b.member_id) AS count, c.of
         FROM joined j JOIN bought b USING (member_id) JOIN cohort c ON c.period = date_trunc('month', j.first)::date
        GROUP BY 1, 2, c.of ORDER BY 1, 2`,
      [programId],
    );
    expect(sorted(await pointsOf('retention'))).toEqual(rows);
  });

  it('gives the days from the first purchase to the second', async () => {
    const rows = await test.database.query<{ period: string; returned: number; median: number; mean: number }>(
      `${boughtSql}, second AS (
         SELECT j.member_id, j.first, min(b.day) AS second FROM joined j JOIN bought b ON b.member_id = j.member_id AND b.day > j.first
          GROUP BY 1, 2)
       SELECT date_trunc('month', first)::date AS period, count(*) AS returned,
              percentile_cont(0.5) WITHIN GROUP (ORDER BY second - first) AS median, avg(second - first)::float8 AS mean
         FROM second GROUP BY 1 ORDER BY 1`,
      [programId],
    );
    const points = (await pointsOf('first-to-second-purchase')).filter(({ count }) => count > 0);
    const valueOf = (period: string, part: string): MetricPoint | undefined =>
      points.find((point) => point.period === period && point.part === part);
    for (const { period, returned, median, mean } of rows) {
      expect(valueOf(period, 'returned')?.count).toBe(returned);
      expect(valueOf(period, 'median_days')?.value).toBe(median);
      expect(valueOf(period, 'mean_days')?.value).toBeCloseTo(mean, 9);
    }
  });
});

/** Purchases, returns, voids, claims, merges and tier changes in no order, some of them twice, with the counts added up now and then. */
async function change({ database }: TestDatabase, metrics: MetricsStore): Promise<void> {
  const projection = new MetricProjection(database);
  const facts = new PurchaseFactsStore(database, projection);
  const members = new MemberFactsStore(database, projection);
  const merges = new MemberMergesStore(database, projection);
  const random = seededRandom(3);
  const ids = Array.from({ length: 16 }, () => randomUUID());
  const anyone = (): string => ids[Math.floor(random() * ids.length)] ?? '';
  for (let round = 0; round < 80; round++) {
    const purchases = Array.from({ length: 3 }, () => somePurchase(anyone(), random));
    const taken = purchases
      .filter(() => random() < 0.4)
      .map(({ purchaseId }) => {
        const voided = random() < 0.6;
        const occurredAt = '2026-11-01T00:00:00Z';
        return { programId, purchaseId, adjustmentId: 'a', refundMinor: voided ? 0 : 1_000, voided, occurredAt };
      });
    const steps = [
      () => facts.record(purchases),
      () => facts.record(purchases.slice(1)),
      () => facts.adjust(taken),
      () => facts.adjust(taken.slice(1)),
      ...(random() < 0.3 ? [() => members.learn([{ programId, memberId: anyone(), tier: tiers[round % 2] }])] : []),
      ...(round % 16 === 7 ? mergeOf(merges, [anyone(), anyone()]) : []),
      ...(round % 20 === 0 ? [() => metrics.fold()] : []),
    ];
    for (const index of shuffled(steps.length, random)) await steps[index]?.();
  }
}

/** Told twice, as events are. */
function mergeOf(merges: MemberMergesStore, [mergedId = '', survivorId = '']: string[]): (() => Promise<unknown>)[] {
  const merge = (): Promise<unknown> =>
    merges.merge({ programId, mergedId, survivorId, mergedAt: '2026-10-01T00:00:00Z' });
  return mergedId === survivorId ? [] : [merge, merge];
}

function somePurchase(memberId: string, random: Random): PurchaseFact {
  const occurredAt = new Date(
    Date.UTC(2025, 6, 1) + Math.floor(random() * 400) * 86_400_000 + 57_600_000,
  ).toISOString();
  return {
    programId,
    memberId,
    purchaseId: randomUUID(),
    occurredAt,
    ...(random() < 0.2 ? { claimedAt: '2026-10-01T00:00:00Z' } : {}),
    currency: 'CNY',
    payableMinor: 1_000,
    totalMinor: 1_000,
    storeId: null,
    channel: 'pos',
    categories: [],
    skus: [],
  };
}

function sorted(points: readonly MetricPoint[]): object[] {
  return points
    .map(({ period, part, count, of }) => ({ period, part, count, of }))
    .sort((one, other) => (one.period + one.part < other.period + other.part ? -1 : 1));
}
