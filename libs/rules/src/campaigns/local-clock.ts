import { DateTime } from 'luxon';
import type { LocalTimes } from './document.js';

/** An instant on the wall of the programme. Made only where a campaign asks for it: it costs some microseconds. */
export class LocalClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  readonly minuteOfDay: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;

  private constructor(private readonly local: DateTime) {
    this.year = local.year;
    this.month = local.month;
    this.day = local.day;
    this.weekday = local.weekday;
    this.minuteOfDay = local.hour * 60 + local.minute;
    this.date = local.toFormat('yyyy-MM-dd');
  }

  static at(instant: Date, zone: string): LocalClock {
    return new LocalClock(DateTime.fromJSDate(instant, { zone }));
  }

  /** The same wall time a day before. */
  yesterday(): LocalClock {
    return new LocalClock(this.local.minus({ days: 1 }));
  }

  get isLastDayOfMonth(): boolean {
    return this.day === this.local.daysInMonth;
  }

  /** Name of the period that the instant is in: `2026-11-21`, `2026-W47`, `2026-11`. */
  period(unit: 'day' | 'week' | 'month'): string {
    if (unit === 'day') return this.date;
    return unit === 'month' ? this.date.slice(0, 7) : this.local.toFormat("kkkk-'W'WW");
  }
}

/** Whether any of the times is now. */
export function isWithin(times: readonly LocalTimes[], clock: LocalClock): boolean {
  return times.some((each) => matches(each, clock));
}

function matches(times: LocalTimes, clock: LocalClock): boolean {
  const { from, to } = times;
  if (from === undefined || to === undefined) return isOn(times, clock);
  const [start, end, now] = [minutes(from), minutes(to), clock.minuteOfDay];
  if (start < end) return now >= start && now < end && isOn(times, clock);
  // Over midnight: the hours after it belong to the day on which they began.
  return now >= start ? isOn(times, clock) : now < end && isOn(times, clock.yesterday());
}

function isOn({ weekdays, daysOfMonth, monthDays, dates }: LocalTimes, clock: LocalClock): boolean {
  return (
    (weekdays?.includes(clock.weekday) ?? true) &&
    (daysOfMonth === undefined ||
      daysOfMonth.includes(clock.day) ||
      (clock.isLastDayOfMonth && daysOfMonth.includes(-1))) &&
    (monthDays?.includes(clock.date.slice(5)) ?? true) &&
    (dates?.includes(clock.date) ?? true)
  );
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
