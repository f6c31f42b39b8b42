import type { PurchaseDay } from '../buying/history.js';
import type { FeatureTable } from '../learning/feature-table.js';
import type { MemberDays } from './known-at.js';

type Feature = (days: readonly PurchaseDay[], cutDay: number) => number;

/** Days looked back on, each a feature of its own. */
const windowsDays = [30, 90, 180, 365];

/** What purchases alone tell of a member, as of the end of a day. Days and money as in the file; NaN where there is nothing to say. */
const features: Readonly<Record<string, Feature>> = {
  daysSinceLast: sinceLast,
  logDaysSinceLast: (days, cut) => Math.log1p(sinceLast(days, cut)),
  tenureDays: (days, cut) => cut - first(days),
  repeatDays: (days) => days.length - 1,
  logRepeatDays: (days) => Math.log(days.length),
  recencyShare: (days, cut) => (last(days) - first(days)) / Math.max(1, cut - first(days)),
  meanGapDays: meanGap,
  lastGapDays: (days) => gaps(days).at(-1) ?? Number.NaN,
  gapTrend: (days) => (gaps(days).at(-1) ?? Number.NaN) / meanGap(days),
  gapSpread: (days) => deviation(gaps(days)) / meanGap(days),
  overdue: (days, cut) => Math.min(50, sinceLast(days, cut) / meanGap(days)),
  ratePerYear: (days, cut) => ((days.length - 1) * 365) / Math.max(30, cut - first(days)),
  meanValue: (days) => mean(days.map(({ value }) => value)),
  logTotalValue: (days) => Math.log1p(days.reduce((sum, { value }) => sum + value, 0)),
  lastValueShare: (days) => (days.at(-1)?.value ?? 0) / Math.max(1e-9, mean(days.map(({ value }) => value))),
  ...Object.fromEntries(
    windowsDays.map((window): [string, Feature] => [
      `daysBoughtIn${window}`,
      (days, cut) => days.filter(({ day }) => day > cut - window).length,
    ]),
  ),
};

/**
 * @param known what was known by the end of `cutDay`, nothing later
 * @throws when it holds something later: a feature would see the future
 */
export function purchaseFeatures(known: readonly MemberDays[], cutDay: number): FeatureTable {
  for (const { member, days } of known) {
    if (days.length === 0 || last(days) > cutDay) throw new Error(`Features of ${member} would see past the cut.`);
  }
  return {
    names: Object.keys(features),
    columns: Object.values(features).map((feature) => Float64Array.from(known, ({ days }) => feature(days, cutDay))),
    members: known.length,
  };
}

function first(days: readonly PurchaseDay[]): number {
  return days[0]?.day ?? Number.NaN;
}

function last(days: readonly PurchaseDay[]): number {
  return days.at(-1)?.day ?? Number.NaN;
}

function sinceLast(days: readonly PurchaseDay[], cutDay: number): number {
  return cutDay - last(days);
}

function gaps(days: readonly PurchaseDay[]): number[] {
  return days.slice(1).map(({ day }, index) => day - (days[index]?.day ?? day));
}

function meanGap(days: readonly PurchaseDay[]): number {
  return days.length < 2 ? Number.NaN : (last(days) - first(days)) / (days.length - 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
