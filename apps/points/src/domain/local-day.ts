import { DateTime } from 'luxon';

/** A calendar day of a programme. */
interface LocalDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly beginsAt: Date;
  /** The first instant of the next day. */
  readonly endsAt: Date;
}

/** The day that an instant falls on in a zone. */
export function localDayOf(instant: Date, timeZone: string): LocalDay {
  const local = DateTime.fromJSDate(instant, { zone: timeZone });
  const begins = local.startOf('day');
  return {
    date: local.toFormat('yyyy-MM-dd'),
    beginsAt: begins.toJSDate(),
    endsAt: begins.plus({ days: 1 }).toJSDate(),
  };
}
