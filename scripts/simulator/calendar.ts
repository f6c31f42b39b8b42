import { DateTime } from 'luxon';

export const PROGRAMME_ZONE = 'Asia/Shanghai';
const DAYS = 365;

export interface TradingDay {
  readonly index: number;
  /** Local midnight. */
  readonly startsAtMs: number;
  /** Local date as yyyymmdd. */
  readonly date: string;
  /** How much of an ordinary day's trade this day sees; 1 on average over a year. */
  readonly activity: number;
  /** A day of sales events: more of the trade online, more lines discounted. */
  readonly isFestival: boolean;
}

/**
 * The year of trade that ends with the day before `until`: whole local days only, so that the same day gives the same year whatever
 * the hour.
 */
export function tradingYear(until: Date): readonly TradingDay[] {
  const today = DateTime.fromJSDate(until, { zone: PROGRAMME_ZONE }).startOf('day');
  const dates = Array.from({ length: DAYS }, (_, index) => today.minus({ days: DAYS - index }));
  const newYears = lunarNewYears(today);
  const raw = dates.map((date) => seasonOf(date, newYears));
  const mean = raw.reduce((sum, activity) => sum + activity, 0) / DAYS;
  return dates.map((date, index) => ({
    index,
    startsAtMs: date.toMillis(),
    date: date.toFormat('yyyyMMdd'),
    activity: (raw[index] ?? mean) / mean,
    isFestival: isFestival(date),
  }));
}

function seasonOf(date: DateTime, newYears: readonly DateTime[]): number {
  const weekday = [0.9, 0.85, 0.88, 0.92, 1.05, 1.35, 1.3][date.weekday - 1] ?? 1;
  return weekday * newYearFactor(date, newYears) * festivalFactor(date) * summerFactor(date);
}

/** Households stock up for two weeks before the Chinese New Year, then the city is away or at home with the family. */
function newYearFactor(date: DateTime, newYears: readonly DateTime[]): number {
  for (const newYear of newYears) {
    const days = Math.round(date.diff(newYear, 'days').days);
    if (days >= -16 && days < -1) return 1.55;
    if (days >= -1 && days <= 5) return 0.3;
    if (days > 5 && days <= 14) return 0.8;
  }
  return 1;
}

function festivalFactor(date: DateTime): number {
  const monthDay = date.toFormat('MM-dd');
  if (monthDay === '11-11') return 4.2;
  if (monthDay >= '11-01' && monthDay < '11-11') return 1.3;
  if (monthDay > '11-11' && monthDay <= '11-18') return 0.7;
  if (monthDay === '06-18') return 2.4;
  if (monthDay === '12-12') return 1.8;
  return 1;
}

/** Heat and holidays: from July 10 to the end of August people shop less. */
function summerFactor(date: DateTime): number {
  const monthDay = date.toFormat('MM-dd');
  return monthDay >= '07-10' && monthDay <= '08-31' ? 0.72 : 1;
}

function isFestival(date: DateTime): boolean {
  return ['11-10', '11-11', '06-18', '12-12'].includes(date.toFormat('MM-dd'));
}

/** First days of the Chinese year in reach of the year that ends `today`, from the platform's own Chinese calendar. */
function lunarNewYears(today: DateTime): DateTime[] {
  const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', {
    timeZone: PROGRAMME_ZONE,
    month: 'numeric',
    day: 'numeric',
  });
  return Array.from({ length: DAYS + 60 }, (_, index) => today.plus({ days: 30 - index })).filter((date) => {
    const parts = chinese.formatToParts(date.toJSDate());
    return (
      parts.some(({ type, value }) => type === 'month' && value === '1') &&
      parts.some(({ type, value }) => type === 'day' && value === '1')
    );
  });
}
