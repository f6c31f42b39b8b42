import { randomUUID } from 'node:crypto';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import { ReadMetric } from './application/metrics/read-metric.js';
import type { MemberFact } from './application/ports/member-facts.js';
import { churnDatabase } from './database/churn.database.js';
import { MemberFactsStore } from './database/member-facts.store.js';
import { MetricProjection } from './database/metric-projection.js';
import { MetricsStore } from './database/metrics.store.js';
import { ProgramSettingsStore } from './database/program-settings.store.js';
import { PurchaseFactsStore } from './database/purchase-facts.store.js';
import { type Random, seededRandom } from './domain/numeric/random.js';
import type { StoredModel } from './domain/training/stored-model.js';
import { SilentProgress } from './workers/logged-progress.js';
import { workOn } from './workers/work-on.js';

const programId = randomUUID();
const night = '2026-11-21';
const asOf = new Date(`${night}T02:15:00Z`);
const dayMs = 86_400_000;

/** Plain NBD: every expectation is a formula that SQL can say. */
const nbd = { r: 0.5, alpha: 120 };
const spending = { p: 6.25, q: 3.74, v: 15_443 };
const horizonDays = 90;
const model: StoredModel = {
  chosen: 'closedForm',
  horizonDays,
  baseRate: 0.4,
  buying: { name: 'nbd', parameters: nbd, covariance: null, gammaGamma: spending, meanDayValue: 5_000 },
  classifier: null,
  bands: [],
  flags: [],
};

/** Written from the definitions alone, over purchases, returns and voids as they were recorded. */
const membersOfTheNight = `
  WITH constants AS (
    SELECT $2::timestamptz AS as_of, ($2::timestamptz AT TIME ZONE 'Asia/Shanghai')::date AS today, $3::float8 AS r, $4::float8 AS alpha,
           $5::float8 AS h, $6::float8 AS p, $7::float8 AS q, $8::float8 AS v
  ), known AS (
    SELECT p.member_id, (p.occurred_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           greatest(0, p.payable_minor - coalesce((SELECT sum(a.refund_minor) FROM adjustments a
                                                    WHERE a.purchase_id = p.purchase_id AND a.occurred_at <= as_of), 0)) AS value
      FROM purchases p, constants
     WHERE p.program_id = $1 AND p.occurred_at <= as_of AND p.known_at <= as_of
       AND NOT EXISTS (SELECT FROM adjustments a WHERE a.purchase_id = p.purchase_id AND a.voided AND a.occurred_at <= as_of)
  ), days AS (
    SELECT member_id, day, sum(value)::float8 AS value, row_number() OVER (PARTITION BY member_id ORDER BY day) AS nth
      FROM known GROUP BY member_id, day
  ), histories AS (
    SELECT d.member_id, count(*) - 1 AS x, max(day) - min(day) AS t_x, today - min(day) AS t, today - max(day) AS silent_days,
           coalesce(avg(value) FILTER (WHERE nth > 1), 0) AS z
      FROM days d, constants
     GROUP BY d.member_id, today
  ), predicted AS (
    SELECT h.*, c.*, m.tier, m.points_expire_at, m.tier_review_at, (r + x) / (alpha + t) AS per_day,
           p * (v + x * z) / (p * x + q - 1) AS value_per_day, 1 - (1 - power((alpha + t) / (alpha + t + c.h), r + x)) AS churn
      FROM histories h JOIN members m ON m.program_id = $1 AND m.member_id = h.member_id, constants c
     WHERE m.status NOT IN ('closed', 'merged', 'erased')
  ), valued AS (
    SELECT member_id, coalesce(tier, 'none') AS tier, silent_days, round(churn::numeric, 6) AS churn,
           round((per_day * h * value_per_day)::numeric) AS value,
           round((value_per_day * (SELECT sum(per_day * 91.25 * power(1.025, 0.5 - quarter)) FROM generate_series(1, 4) quarter))::numeric)
             AS clv,
           greatest(1 - power((alpha + t_x) / (alpha + t), r + x),
                    (SELECT max(least(1, 1 - extract(epoch FROM deadline - as_of) / 86400 / 30))
                       FROM unnest(ARRAY[points_expire_at, tier_review_at]) AS deadline WHERE deadline >= as_of)) AS urgency
      FROM predicted
  ), ranks AS (
    SELECT value, (count(*) / 2.0 + sum(count(*)) OVER (ORDER BY value) - count(*)) / sum(count(*)) OVER () AS share
      FROM valued WHERE silent_days <= 365 GROUP BY value
  ), ranked AS (
    SELECT v.*, CASE WHEN low.value IS NULL THEN 0 WHEN low.value = v.value THEN low.share WHEN high.value IS NULL THEN 1
                     ELSE low.share + (v.value - low.value) / (high.value - low.value) * (high.share - low.share) END AS impact
      FROM valued v
      LEFT JOIN LATERAL (SELECT * FROM ranks WHERE value <= v.value ORDER BY value DESC LIMIT 1) low ON true
      LEFT JOIN LATERAL (SELECT * FROM ranks WHERE value > v.value ORDER BY value LIMIT 1) high ON true
  ), scored AS (
    SELECT *, floor(40 * churn + 35 * round(impact, 6) + 25 * round(urgency::numeric, 6) + 0.5) AS score FROM ranked
  ), members_of_the_night AS (
    SELECT *, CASE WHEN score <= 50 THEN 'basic' WHEN score <= 80 THEN 'warning' ELSE 'crisis' END AS level, round(churn * value) AS loss
      FROM scored
  )`;

const parameters = [programId, asOf, nbd.r, nbd.alpha, horizonDays, spending.p, spending.q, spending.v];

describe('metrics of a night', () => {
  let test: TestDatabase;
  let read: ReadMetric;

  beforeAll(async () => {
    test = await createTestDatabase(churnDatabase);
    const { database } = test;
    const clock = new FixedClock(asOf);
    const settings = new ProgramSettingsStore(database);
    await settings.remember([{ programId, currency: 'CNY', timeZone: 'Asia/Shanghai' }]);
    await populate(test);
    await database.query(
      `INSERT INTO models (program_id, model_id, version, status, requested_by, as_of, horizon_days, seed, started_at, model)
       VALUES ($1, $2, 1, 'champion', 'test', $3, $4, 1, $3, $5::jsonb)`,
      [programId, randomUUID(), asOf, horizonDays, JSON.stringify(model)],
    );
    const ids = new RandomIds(clock);
    const outbox = new OutboxStore({ source: 'churn', database, ids, onCommitted: () => undefined });
    await workOn({ kind: 'score', programId, asOf }, { database, clock, ids, outbox, progress: new SilentProgress() });
    read = new ReadMetric(new MetricsStore(database), settings, clock);
  });
  afterAll(() => test.close());

  const pointsOf = async (name: 'clv' | 'risk') => {
    const { points } = await read.execute(programId, { name, grain: 'month', from: undefined, to: undefined });
    return points.map(({ value, ...point }) => ({ ...point, value: value === null ? null : Number(value.toFixed(9)) }));
  };

  it('gives the lifetime value of each tier', async () => {
    const rows = await test.database.query(
      `${membersOfTheNight}
       SELECT $9::text AS period, tier AS part, count(*) AS count, count(*) AS of, sum(clv)::bigint AS "amountMinor",
              round(avg(clv), 9)::float8 AS value
         FROM members_of_the_night GROUP BY tier ORDER BY tier COLLATE "C"`,
      [...parameters, night],
    );
    expect(rows).toHaveLength(3);
    expect(await pointsOf('clv')).toEqual(rows);
  });

  it('gives the share of members and the value at risk on each level', async () => {
    const rows = await test.database.query<{ count: number }>(
      `${membersOfTheNight}
       SELECT $9::text AS period, level AS part, count(m.member_id) AS count, sum(count(m.member_id)) OVER ()::bigint AS of,
              coalesce(sum(loss), 0)::bigint AS "amountMinor",
              round(count(m.member_id) / sum(count(m.member_id)) OVER (), 9)::float8 AS value
         FROM (VALUES (1, 'basic'), (2, 'warning'), (3, 'crisis')) AS l (rank, level)
         LEFT JOIN members_of_the_night m USING (level) GROUP BY rank, level ORDER BY rank`,
      [...parameters, night],
    );
    for (const { count } of rows) expect(count).toBeGreaterThan(5);
    expect(await pointsOf('risk')).toEqual(rows);
  });
});

/** Purchases, returns, voids, claims, tiers, deadlines and leavers in no order, some of them after the night. */
async function populate({ database }: TestDatabase): Promise<void> {
  const metrics = new MetricProjection(database);
  const facts = new PurchaseFactsStore(database, metrics);
  const random = seededRandom(8);
  const memberIds = Array.from({ length: 200 }, () => randomUUID());
  await new MemberFactsStore(database, metrics).learn(memberIds.map((memberId) => factOf(memberId, random)));
  for (const memberId of memberIds) {
    const spreadDays = 900 * random() ** 0.5;
    const usual = 500 * Math.exp(6 * random());
    const purchases = Array.from({ length: 1 + Math.floor(12 * random() ** 2) }, () => {
      const occurredAt = at(2 - spreadDays - 300 * random() ** 3);
      return {
        programId,
        memberId,
        purchaseId: randomUUID(),
        occurredAt,
        ...(random() < 0.2
          ? { claimedAt: new Date(Date.parse(occurredAt) + 20 * random() * dayMs).toISOString() }
          : {}),
        currency: 'CNY',
        payableMinor: Math.floor(usual * (0.5 + random())),
        totalMinor: Math.floor(2 * usual),
        storeId: null,
        channel: 'pos',
        categories: [],
        skus: [],
      };
    });
    const adjustments = purchases
      .filter(() => random() < 0.3)
      .map(({ purchaseId, occurredAt, payableMinor }) => ({
        programId,
        purchaseId,
        adjustmentId: randomUUID(),
        refundMinor: Math.floor(1.2 * payableMinor * random()),
        voided: random() < 0.3,
        occurredAt: new Date(Date.parse(occurredAt) + 60 * random() * dayMs).toISOString(),
      }));
    if (random() < 0.5) await facts.adjust(adjustments);
    await facts.record(purchases);
    await facts.adjust(adjustments);
  }
}

function factOf(memberId: string, random: Random): MemberFact {
  const tier = ['silver-1', 'gold-1', undefined][Math.floor(3 * random())];
  return {
    programId,
    memberId,
    ...(tier ? { tier } : {}),
    ...(random() < 0.1 ? { status: 'closed' } : {}),
    ...(random() < 0.4 ? { pointsExpireAt: at(60 * random() - 10) } : {}),
    ...(random() < 0.2 ? { tierReviewAt: at(60 * random() - 10) } : {}),
  };
}

function at(daysFromNow: number): string {
  return new Date(asOf.getTime() + daysFromNow * dayMs).toISOString();
}
