import { DateTime } from 'luxon';

/** A calendar day of a programme. */
interface LocalDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The first instant of the next day. */
  readonly endsAt: Date;
}

/** The day that an instant falls on in a zone. */
export function localDayOf(instant: Date, timeZone: string): LocalDay {
  const local = DateTime.fromJSDate(instant, { zone: timeZone });
  return { date: local.toFormat('yyyy-MM-dd'), endsAt: local.startOf('day').plus({ days: 1 }).toJSDate() };
}
