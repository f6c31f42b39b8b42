/** Growth of one local day. */
export interface GrowthDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly value: number;
}

/** A window of growth that ends with a day. */
interface Window {
  readonly day: string;
  readonly value: number;
}

/** The first day that a window of `months` ending with `day` holds: 12 months to 28 February 2026 begin on 1 March 2025. */
export function windowStart(day: string, months: number): string {
  return shift(day, { months: -months, days: 1 });
}

/** The last day whose window can hold `day`, or a day later: never too early. */
export function windowReach(day: string, months: number): string {
  return shift(day, { months, days: 1 });
}

/**
 * The windows that end with each of the days. Between two days with growth a window only loses, so that its highest values stand
 * at these ends.
 * @param days in any order, one entry a day
 */
export function windowsOf(days: readonly GrowthDay[], months: number): Window[] {
  const sorted = [...days].sort((one, other) => (one.day < other.day ? -1 : 1));
  let sum = 0;
  let oldest = 0;
  return sorted.map(({ day, value }) => {
    const start = windowStart(day, months);
    sum += value;
    for (let first = sorted[oldest]; first && first.day < start; first = sorted[oldest]) {
      sum -= first.value;
      oldest += 1;
    }
    return { day, value: sum };
  });
}

/**
 * Months first, then days: 12 months before 29 February is the 28th. By hand, because every day of every batch needs it: 0.5 µs
 * where a calendar library takes 10.
 */
function shift(day: string, by: { months: number; days: number }): string {
  const [year = 0, month = 1, ofMonth = 1] = day.split('-').map(Number);
  const shifted = month - 1 + by.months;
  const lastOfMonth = new Date(Date.UTC(year, shifted + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, shifted, Math.min(ofMonth, lastOfMonth) + by.days)).toISOString().slice(0, 10);
}
