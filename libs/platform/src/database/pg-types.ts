import pg from 'pg';

/**
 * Points and money are bigint columns whose values stay within 2^53 − 1, so that they are plain numbers in memory; a calendar
 * date stays text, because a Date would move it by the machine's time zone.
 */
export function usePlainNumbersAndDates(): void {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
}
