import { DateTime } from 'luxon';

const dayMs = 24 * 60 * 60 * 1_000;

/** Whole days since 1970-01-01 of the calendar day that an instant falls on in a zone. */
export function calendarDay(at: Date, timeZone: string): number {
  const { year, month, day } = DateTime.fromJSDate(at, { zone: timeZone });
  return Math.floor(Date.UTC(year, month - 1, day) / dayMs);
}

/** The instant at which such a day begins in a zone. */
export function startOfDay(day: number, timeZone: string): Date {
  return DateTime.fromISO(dayText(day), { zone: timeZone }).toJSDate();
}

/** Such a day as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Months since the year 0 of such a day: a day of a calendar has no zone, and every purchase asks. */
export function calendarMonth(day: number): number {
  const date = new Date(day * dayMs);
  return 12 * date.getUTCFullYear() + date.getUTCMonth();
}
