import { Client } from 'pg';
import { ReadMetric, type MetricName } from '../../apps/churn/src/application/metrics/read-metric.js';
import { MetricsStore } from '../../apps/churn/src/database/metrics.store.js';
import { ProgramSettingsStore } from '../../apps/churn/src/database/program-settings.store.js';
import { dayText } from '../../apps/churn/src/domain/calendar-day.js';
import { type Grain, grains } from '../../apps/churn/src/domain/metrics/counted.js';
import type { MetricPoint } from '../../apps/churn/src/domain/metrics/metric-points.js';
import { riskDimensions } from '../../apps/churn/src/domain/watch/risk-cells.js';
import { BenchClock } from '../churn/bench-clock.js';
import type { ChurnBed } from '../churn/churn-bed.js';
import type { LoadedYears } from '../churn/load-members.js';
import { benchProgram, benchToday } from '../churn/simulated-members.js';

export interface MetricFigures {
  readonly members: number;
  readonly purchaseDays: number;
  /** The slowest of the answers, the first one included, by metric. */
  readonly slowestMs: Readonly<Record<string, number>>;
  /** What the same repurchase rate takes when it is counted from the days. */
  readonly recountMs: number;
}

const { programId } = benchProgram;
const answers = 20;
const nights = 396;
const asked: readonly { readonly name: MetricName; readonly grain: Grain }[] = [
  ...grains.map((grain) => ({ name: 'repurchase-rate' as const, grain })),
  ...(['first-to-second-purchase', 'retention', 'clv', 'risk'] as const).map((name) => ({
    name,
    grain: 'month' as const,
  })),
];
/** What two busy minutes append before it is added up. */
const unfoldedChanges = 50_000;

/** Asks for each metric of the last thirteen months as the service does, with changes that nobody has added up yet. */
export async function measureMetrics(
  { database, adminUrl }: ChurnBed,
  { members, purchases }: LoadedYears,
): Promise<MetricFigures> {
  const client = new Client({ connectionString: adminUrl, options: '-c search_path=churn' });
  await client.connect();
  try {
    await addNightsAndChanges(client);
    const read = new ReadMetric(new MetricsStore(database), new ProgramSettingsStore(database), new BenchClock());
    const slowestMs: Record<string, number> = {};
    let monthly: readonly MetricPoint[] = [];
    for (const { name, grain } of asked) {
      const { slowest, points } = await ask(read, name, grain);
      slowestMs[name === 'repurchase-rate' ? `${name}, ${grain}` : name] = slowest;
      if (name === 'repurchase-rate' && grain === 'month') monthly = points;
    }
    const { recountMs, rates } = await recount(client);
    const kept = monthly.filter(({ part }) => part === 'all').map(({ count, of }) => ({ count, of }));
    if (JSON.stringify(kept) !== JSON.stringify(rates))
      throw new Error(`Kept and recounted rates differ: ${JSON.stringify(kept)} and ${JSON.stringify(rates)}.`);
    return { members, purchaseDays: purchases, slowestMs, recountMs };
  } finally {
    await client.end();
  }
}

async function ask(
  read: ReadMetric,
  name: MetricName,
  grain: Grain,
): Promise<{ slowest: number; points: readonly MetricPoint[] }> {
  let slowest = 0;
  let points: readonly MetricPoint[] = [];
  for (let round = 0; round < answers; round++) {
    const from = performance.now();
    ({ points } = await read.execute(programId, { name, grain, from: undefined, to: undefined }));
    slowest = Math.max(slowest, performance.now() - from);
  }
  return { slowest, points };
}

/** A year of nights of six tiers, and changes that come to nothing. */
async function addNightsAndChanges(client: Client): Promise<void> {
  await client.query(
    `INSERT INTO risk_cells (program_id, taken_on, dimension, name, basic, warning, crisis, probability_sum, value_minor, loss_minor,
                             warning_loss_minor, crisis_loss_minor, clv_minor)
     SELECT $1::uuid, night::date, dimension, dimension || part, 100000, 50000, 20000, 85000, 9e10, 5e10, 2e10, 1e10, 3e11
       FROM generate_series($2::date - $3::integer, $2::date - 1, '1 day') night, unnest($4::text[]) dimension,
            generate_series(1, 6) part
     ON CONFLICT DO NOTHING`,
    [programId, dayText(benchToday), nights, riskDimensions],
  );
  await client.query(
    `INSERT INTO metric_changes (program_id, metric, period, name, count)
     SELECT $1::uuid, c.metric, c.period, c.name, CASE WHEN side THEN 1 ELSE -1 END
       FROM (SELECT * FROM metric_counts WHERE program_id = $1 ORDER BY period DESC, metric, name LIMIT 250) c,
            unnest(ARRAY[true, false]) side, generate_series(1, $2::integer / 500)`,
    [programId, unfoldedChanges],
  );
  await client.query('ANALYZE metric_changes, risk_cells');
}

async function recount(client: Client): Promise<{ recountMs: number; rates: { count: number; of: number }[] }> {
  const from = performance.now();
  const { rows } = await client.query<{ count: string; of: string }>(
    `SELECT count(*) FILTER (WHERE days > 1) AS count, count(*) AS of
       FROM (SELECT date_trunc('month', day)::date AS period, member_id, count(*) AS days FROM member_days
              WHERE program_id = $1 AND day >= $2::date GROUP BY 1, 2) d
      GROUP BY period ORDER BY period`,
    [programId, firstMonth()],
  );
  const recountMs = performance.now() - from;
  return { recountMs, rates: rows.map(({ count, of }) => ({ count: Number(count), of: Number(of) })) };
}

/** The first month that begins within the window that is asked for without one. */
function firstMonth(): string {
  const from = dayText(benchToday - nights);
  const [year, month] = from.split('-').map(Number) as [number, number];
  if (from.endsWith('-01')) return from;
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}
