import { DateTime } from 'luxon';

const epoch = DateTime.fromISO('1970-01-01', { zone: 'UTC' });

/** Whole days since 1970-01-01 of the calendar day that an instant falls on in a zone. */
export function calendarDay(at: Date, timeZone: string): number {
  const { year, month, day } = DateTime.fromJSDate(at, { zone: timeZone });
  return Math.round(DateTime.utc(year, month, day).diff(epoch, 'days').days);
}

/** YYYY-MM-DD */
export function dayText(day: number): string {
  return epoch.plus({ days: day }).toISODate() ?? '';
}
