import type { PurchaseDay } from '../buying/history.js';

/** A member's days with purchases, ascending, one entry a day. */
export interface MemberDays {
  readonly member: string;
  readonly days: readonly PurchaseDay[];
}

/**
 * What was known at the end of a day: everything that predicts is computed from what this returns, so that it cannot see further.
 * @returns only members with a first purchase by then, with nothing later than it
 */
export function knownAt(members: readonly MemberDays[], cutDay: number): MemberDays[] {
  return members.flatMap(({ member, days }) => {
    const known = days.filter(({ day }) => day <= cutDay);
    return known.length === 0 ? [] : [{ member, days: known }];
  });
}

/** What came: 1 for who bought nothing in (cut, cut + horizon], 0 for who did. Shape and order of `knownAt`. */
export function churnLabels(members: readonly MemberDays[], cutDay: number, horizonDays: number): Uint8Array {
  const relevant = members.filter(({ days }) => days.some(({ day }) => day <= cutDay));
  return Uint8Array.from(relevant, ({ days }) =>
    Number(!days.some(({ day }) => day > cutDay && day <= cutDay + horizonDays)),
  );
}
