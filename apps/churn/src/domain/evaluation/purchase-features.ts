import type { PurchaseDay } from '../buying/history.js';
import type { FeatureTable } from '../learning/feature-table.js';
import type { MemberDays } from './known-at.js';

/** What several features ask for, worked out once a member. */
interface Rhythm {
  readonly days: readonly PurchaseDay[];
  /** Days from each purchase day to the next. */
  readonly gaps: readonly number[];
  /** NaN where there is no gap. */
  readonly meanGap: number;
  readonly meanValue: number;
}

type Feature = (rhythm: Rhythm, cutDay: number) => number;

/** Days looked back on, each a feature of its own. */
const windowsDays = [30, 90, 180, 365];

/** What purchases alone tell of a member, as of the end of a day. Days and money as in the file; NaN where there is nothing to say. */
const features: Readonly<Record<string, Feature>> = {
  daysSinceLast: sinceLast,
  logDaysSinceLast: (rhythm, cut) => Math.log1p(sinceLast(rhythm, cut)),
  tenureDays: ({ days }, cut) => cut - first(days),
  repeatDays: ({ days }) => days.length - 1,
  logRepeatDays: ({ days }) => Math.log(days.length),
  recencyShare: ({ days }, cut) => (last(days) - first(days)) / Math.max(1, cut - first(days)),
  meanGapDays: ({ meanGap }) => meanGap,
  lastGapDays: ({ gaps }) => gaps.at(-1) ?? Number.NaN,
  gapTrend: ({ gaps, meanGap }) => (gaps.at(-1) ?? Number.NaN) / meanGap,
  gapSpread: ({ gaps, meanGap }) => deviation(gaps) / meanGap,
  overdue: (rhythm, cut) => Math.min(50, sinceLast(rhythm, cut) / rhythm.meanGap),
  ratePerYear: ({ days }, cut) => ((days.length - 1) * 365) / Math.max(30, cut - first(days)),
  meanValue: ({ meanValue }) => meanValue,
  logTotalValue: ({ days }) => Math.log1p(days.reduce((sum, { value }) => sum + value, 0)),
  lastValueShare: ({ days, meanValue }) => (days.at(-1)?.value ?? 0) / Math.max(1e-9, meanValue),
  ...Object.fromEntries(
    windowsDays.map((window): [string, Feature] => [
      `daysBoughtIn${window}`,
      ({ days }, cut) => daysAfter(days, cut - window),
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
  const rhythms = known.map(({ days }) => rhythmOf(days));
  return {
    names: Object.keys(features),
    columns: Object.values(features).map((feature) => Float64Array.from(rhythms, (rhythm) => feature(rhythm, cutDay))),
    members: known.length,
  };
}

function rhythmOf(days: readonly PurchaseDay[]): Rhythm {
  return {
    days,
    gaps: days.slice(1).map(({ day }, index) => day - (days[index]?.day ?? day)),
    meanGap: days.length < 2 ? Number.NaN : (last(days) - first(days)) / (days.length - 1),
    meanValue: days.reduce((sum, { value }) => sum + value, 0) / days.length,
  };
}

function first(days: readonly PurchaseDay[]): number {
  return days[0]?.day ?? Number.NaN;
}

function last(days: readonly PurchaseDay[]): number {
  return days.at(-1)?.day ?? Number.NaN;
}

function sinceLast({ days }: Rhythm, cutDay: number): number {
  return cutDay - last(days);
}

/** From the end, because most of a long history is older than any window. */
function daysAfter(days: readonly PurchaseDay[], day: number): number {
  let count = 0;
  while ((days[days.length - 1 - count]?.day ?? Number.NEGATIVE_INFINITY) > day) count++;
  return count;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
