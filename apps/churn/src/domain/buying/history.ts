/** What a member did on one calendar day, everything of that day added up. */
export interface PurchaseDay {
  /** Whole days since 1970-01-01 of the programme's calendar. */
  readonly day: number;
  /** In whatever money the file or programme uses, ≥ 0. */
  readonly value: number;
}

/** x, t_x, T and z of the literature, for one member; times are in the unit of the model that reads them. */
export interface History {
  /** x: days with a purchase after the first one, ≥ 0. */
  readonly frequency: number;
  /** t_x: from the first purchase to the last, 0 when there was only one. */
  readonly recency: number;
  /** T: from the first purchase to the day that ends the observation. */
  readonly age: number;
  /** z: mean value of the repeat days, 0 when there were none. */
  readonly meanValue: number;
}

export type TimeUnit = 'day' | 'week';
export const daysPerUnit: Readonly<Record<TimeUnit, number>> = { day: 1, week: 7 };

/**
 * @param days ascending, one entry a day
 * @param endDay the observation's last day; what is later does not count
 * @returns undefined for who had bought nothing by then
 */
export function historyAt(days: readonly PurchaseDay[], endDay: number, unit: TimeUnit): History | undefined {
  const first = days[0];
  if (!first || first.day > endDay) return undefined;
  const perUnit = daysPerUnit[unit];
  let frequency = 0;
  let last = first.day;
  let value = 0;
  for (const { day, value: ofDay } of days) {
    if (day === first.day) continue;
    if (day > endDay) break;
    frequency++;
    last = day;
    value += ofDay;
  }
  return {
    frequency,
    recency: (last - first.day) / perUnit,
    age: (endDay - first.day) / perUnit,
    meanValue: frequency === 0 ? 0 : value / frequency,
  };
}
