import type { PurchaseDay } from '../buying/history.js';
import { type Engagement, engagementByDay, type KnownEngagement } from './engagement.js';

/** A purchase with everything that ever happened to it. Days are whole days since 1970-01-01 of the programme's calendar. */
export interface DatedPurchase {
  readonly day: number;
  /** When it became this member's: the day itself, or that of its claim. */
  readonly knownDay: number;
  /** Paid, in minor units of the reporting currency. */
  readonly value: number;
  /** Before coupons and points, in the same. */
  readonly total: number;
  readonly storeId: string | null;
  readonly channel: string | null;
  readonly categories: readonly string[];
  /** Returns and voids, each on its own day. */
  readonly changes: readonly { readonly day: number; readonly refund: number; readonly voided: boolean }[];
}

/** A member with all purchases and whatever else was done, each in any order. */
export interface MemberPurchases {
  readonly member: string;
  readonly purchases: readonly DatedPurchase[];
  readonly engagements?: readonly Engagement[];
}

export interface KnownPurchase {
  readonly day: number;
  readonly value: number;
  readonly total: number;
  readonly refund: number;
  readonly storeId: string | null;
  readonly channel: string | null;
  readonly categories: readonly string[];
}

/** What was known of a member at the end of a day: at least one purchase. */
export interface KnownMember {
  readonly member: string;
  /** Ascending, one entry a day. */
  readonly days: readonly PurchaseDay[];
  /** By rising day. */
  readonly purchases: readonly KnownPurchase[];
  /** Purchases that were returned, in part or whole, or voided by then. */
  readonly changed: number;
  readonly engagement: KnownEngagement;
}

/**
 * The one door between facts and features: what happened after the cut is not there any more, a purchase claimed later is nobody's
 * yet, and what was returned or voided later has not been.
 * @returns undefined for who had bought nothing by then
 */
export function knownByDay(
  { member, purchases, engagements = [] }: MemberPurchases,
  cutDay: number,
): KnownMember | undefined {
  const known: KnownPurchase[] = [];
  let changed = 0;
  for (const { day, knownDay, value, total, storeId, channel, categories, changes } of purchases) {
    if (day > cutDay || knownDay > cutDay) continue;
    const past = changes.filter((change) => change.day <= cutDay);
    if (past.length > 0) changed++;
    if (past.some(({ voided }) => voided)) continue;
    const refund = past.reduce((sum, change) => sum + change.refund, 0);
    known.push({ day, value: Math.max(0, value - refund), total, refund, storeId, channel, categories });
  }
  if (known.length === 0) return undefined;
  known.sort((left, right) => left.day - right.day);
  const engagement = engagementByDay(engagements, cutDay);
  return { member, days: daysOf(known), purchases: known, changed, engagement };
}

/**
 * What came: 1 for who bought nothing in (cut, cut + horizon], 0 for who did. What was voided was never sold.
 * @param members shape (members); the result has the same order
 */
export function outcomesAfter(members: readonly MemberPurchases[], cutDay: number, horizonDays: number): Uint8Array {
  const isBought = ({ day, changes }: DatedPurchase): boolean =>
    day > cutDay && day <= cutDay + horizonDays && !changes.some(({ voided }) => voided);
  return Uint8Array.from(members, ({ purchases }) => Number(!purchases.some(isBought)));
}

function daysOf(purchases: readonly KnownPurchase[]): PurchaseDay[] {
  const days: { day: number; value: number }[] = [];
  for (const { day, value } of purchases) {
    const last = days.at(-1);
    if (last?.day === day) last.value += value;
    else days.push({ day, value });
  }
  return days;
}
