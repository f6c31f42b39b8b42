import { DateTime } from 'luxon';

const dayMs = 24 * 60 * 60 * 1000;

/** The calendar day of an instant in a zone, as whole days since 1970. */
export function dayOf(at: Date, zone: string): number {
  const { year, month, day } = DateTime.fromJSDate(at, { zone });
  return Math.floor(Date.UTC(year, month - 1, day) / dayMs);
}

/** The instant at which such a day begins in a zone. */
export function startOfDay(day: number, zone: string): Date {
  return DateTime.fromISO(writtenDay(day), { zone }).toJSDate();
}

/** Such a day as `YYYY-MM-DD`. */
export function writtenDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
