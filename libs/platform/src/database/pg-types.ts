import pg from 'pg';

const int8Oid = 20;
const dateOid = 1082;

/**
 * Points and money are bigint columns whose values stay within 2^53 − 1, so that they are plain numbers in memory; a calendar
 * date stays text, because a Date would move it by the machine's time zone.
 */
export function usePlainNumbersAndDates(): void {
  pg.types.setTypeParser(int8Oid, Number);
  pg.types.setTypeParser(dateOid, (text) => text);
}
