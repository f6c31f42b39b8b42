import { calendarMonth } from '../calendar-day.js';

export const grains = ['month', 'quarter', 'year'] as const;
export type Grain = (typeof grains)[number];
const monthsOf: Readonly<Record<Grain, number>> = { month: 1, quarter: 3, year: 12 };

/** What a member's purchase days and tier add to the counts of the programme. */
export interface Counted {
  readonly metric: string;
  /** First day of the period, YYYY-MM-DD. */
  readonly period: string;
  readonly name: string;
  readonly count: number;
}

export interface CountedMember {
  /** Ascending, whole days since 1970-01-01 of the programme's calendar. */
  readonly days: readonly number[];
  readonly tier: string | null;
}

/** A member whose tier nobody has said. */
export const noTier = 'none';

/**
 * Counts that add up over members, so that a change of one member changes only that member's part:
 *
 * - `buyers_<grain>`, `repeaters_<grain>` by tier: bought in the period; on at least two days of it
 * - `joined` in the month of the first purchase
 * - `second` by days from the first purchase day to the second, in the month of the first
 * - `retained` by months since the month of the first purchase, in which the member bought
 */
export function countedOf({ days, tier }: CountedMember): Counted[] {
  const [first, second] = days;
  if (first === undefined) return [];
  const name = tier ?? noTier;
  const cohort = periodOf(first, 'month');
  const byGrain = grains.flatMap((grain) =>
    [...countBy(days, (day) => periodOf(day, grain))].flatMap(([period, count]): Counted[] => [
      { metric: `buyers_${grain}`, period, name, count: 1 },
      ...(count > 1 ? [{ metric: `repeaters_${grain}`, period, name, count: 1 }] : []),
    ]),
  );
  const months = new Set(days.map((day) => calendarMonth(day) - calendarMonth(first)));
  return [
    ...byGrain,
    { metric: 'joined', period: cohort, name: '', count: 1 },
    ...(second === undefined ? [] : [{ metric: 'second', period: cohort, name: String(second - first), count: 1 }]),
    ...[...months].map((month) => ({ metric: 'retained', period: cohort, name: String(month), count: 1 })),
  ];
}

/** What to add to the counts when members changed from one state to the other; nothing where it comes to the same. */
export function countedChanges(before: readonly CountedMember[], after: readonly CountedMember[]): Counted[] {
  const changes = new Map<string, { metric: string; period: string; name: string; count: number }>();
  const add = (members: readonly CountedMember[], sign: number): void => {
    for (const { metric, period, name, count } of members.flatMap(countedOf)) {
      const key = `${metric} ${period} ${name}`;
      const change = changes.get(key) ?? { metric, period, name, count: 0 };
      change.count += sign * count;
      changes.set(key, change);
    }
  };
  add(before, -1);
  add(after, 1);
  return [...changes.values()].filter(({ count }) => count !== 0);
}

function periodOf(day: number, grain: Grain): string {
  const month = calendarMonth(day);
  const first = month - (month % monthsOf[grain]);
  return `${String(Math.floor(first / 12)).padStart(4, '0')}-${String((first % 12) + 1).padStart(2, '0')}-01`;
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
