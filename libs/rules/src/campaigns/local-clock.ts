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

/** Local times with everything looked up once that a purchase asks for. */
export interface CompiledTimes {
  readonly weekdays: ReadonlySet<number> | null;
  readonly daysOfMonth: ReadonlySet<number> | null;
  readonly monthDays: ReadonlySet<string> | null;
  readonly dates: ReadonlySet<string> | null;
  /** Minutes of the day; null the whole day. */
  readonly hours: { readonly from: number; readonly to: number } | null;
}

export function compileTimes({ weekdays, daysOfMonth, monthDays, dates, from, to }: LocalTimes): CompiledTimes {
  const set = <Value>(values: readonly Value[] | undefined) => (values ? new Set(values) : null);
  return {
    weekdays: set(weekdays),
    daysOfMonth: set(daysOfMonth),
    monthDays: set(monthDays),
    dates: set(dates),
    hours: from === undefined || to === undefined ? null : { from: minutes(from), to: minutes(to) },
  };
}

/** Whether any of the times is now. */
export function isWithin(times: readonly CompiledTimes[], clock: LocalClock): boolean {
  return times.some((each) => matches(each, clock));
}

function matches(times: CompiledTimes, clock: LocalClock): boolean {
  if (!times.hours) return isOn(times, clock);
  const { from, to } = times.hours;
  const now = clock.minuteOfDay;
  if (from < to) return now >= from && now < to && isOn(times, clock);
  // Over midnight: the hours after it belong to the day on which they began.
  return now >= from ? isOn(times, clock) : now < to && isOn(times, clock.yesterday());
}

function isOn({ weekdays, daysOfMonth, monthDays, dates }: CompiledTimes, clock: LocalClock): boolean {
  return (
    (weekdays?.has(clock.weekday) ?? true) &&
    (daysOfMonth === null || daysOfMonth.has(clock.day) || (clock.isLastDayOfMonth && daysOfMonth.has(-1))) &&
    (monthDays?.has(clock.date.slice(5)) ?? true) &&
    (dates?.has(clock.date) ?? true)
  );
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
