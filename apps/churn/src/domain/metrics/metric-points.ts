/** One value of a metric. */
export interface MetricPoint {
  /** First day of the period, or the night. */
  readonly period: string;
  /** The tier, level, month since joining or figure that it is about. */
  readonly part: string;
  /** Null where there is nothing to divide by. */
  readonly value: number | null;
  /** value = count / of, where it is a share or a mean. */
  readonly count: number;
  readonly of: number;
  /** Minor units of the reporting currency. */
  readonly amountMinor: number | null;
}

interface Count {
  readonly metric: string;
  readonly period: string;
  readonly name: string;
  readonly count: number;
}

const all = 'all';

/** Members who bought on at least two days of the period, of those who bought in it; by tier, and all tiers together. */
export function repurchaseRate(counts: readonly Count[]): MetricPoint[] {
  return [...Map.groupBy(counts, ({ period }) => period)].flatMap(([period, ofPeriod]) => {
    const tiers = [...new Set(ofPeriod.map(({ name }) => name))].sort();
    const sum = (metric: string, tier?: string): number =>
      total(ofPeriod.filter((each) => each.metric.startsWith(metric) && (tier === undefined || each.name === tier)));
    return [undefined, ...tiers].map((tier) =>
      point(period, tier ?? all, sum('repeaters_', tier), sum('buyers_', tier)),
    );
  });
}

const withinDays = [30, 60, 90, 180];

/** Days from the first purchase day to the second, of the members who joined in a month. */
export function firstToSecond(counts: readonly Count[]): MetricPoint[] {
  return [...Map.groupBy(counts, ({ period }) => period)].flatMap(([period, ofPeriod]) => {
    const joined = total(ofPeriod.filter(({ metric }) => metric === 'joined'));
    const intervals = ofPeriod
      .filter(({ metric }) => metric === 'second')
      .map(({ name, count }) => ({ days: Number(name), count }))
      .sort((one, other) => one.days - other.days);
    const returned = total(intervals);
    const sumDays = intervals.reduce((sum, { days, count }) => sum + days * count, 0);
    return [
      point(period, 'returned', returned, joined),
      { ...point(period, 'mean_days', sumDays, returned), count: returned, of: joined },
      {
        period,
        part: 'median_days',
        value: medianOf(intervals, returned),
        count: returned,
        of: joined,
        amountMinor: null,
      },
      ...withinDays.map((limit) =>
        point(period, `within_${String(limit)}_days`, total(intervals.filter(({ days }) => days <= limit)), joined),
      ),
    ];
  });
}

/** Of the members who joined in a month, the share that bought in each month since. */
export function retention(counts: readonly Count[]): MetricPoint[] {
  return [...Map.groupBy(counts, ({ period }) => period)].flatMap(([period, ofPeriod]) => {
    const joined = total(ofPeriod.filter(({ metric }) => metric === 'joined'));
    return ofPeriod
      .filter(({ metric }) => metric === 'retained')
      .sort((one, other) => Number(one.name) - Number(other.name))
      .map(({ name, count }) => point(period, `month_${name}`, count, joined));
  });
}

/** Half of the members had come back by then: the mean of the two middle ones where their number is even. */
function medianOf(intervals: readonly { readonly days: number; readonly count: number }[], n: number): number | null {
  if (n === 0) return null;
  const at = (rank: number): number => {
    let seen = 0;
    return intervals.find(({ count }) => (seen += count) >= rank)?.days ?? 0;
  };
  return (at(Math.floor((n + 1) / 2)) + at(Math.ceil((n + 1) / 2))) / 2;
}

export function point(period: string, part: string, count: number, of: number): MetricPoint {
  return { period, part, value: of === 0 ? null : count / of, count, of, amountMinor: null };
}

function total(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
