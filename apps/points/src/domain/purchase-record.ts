import type { ConsumedUsage } from './campaigns/consumed-usage.js';
import type { AppliedCoupon } from './coupons.js';
import type { Balance, LotSlice } from './ledger.js';
import type { Locale } from './texts.js';

/** A purchase as it is kept. */
export interface PurchaseRecord {
  readonly programId: string;
  readonly purchaseId: string;
  readonly transactionId: string;
  /** Null while nobody has claimed an anonymous purchase. */
  readonly memberId: string | null;
  readonly storeId: string | null;
  readonly channel: string;
  readonly currency: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly totalMinor: number;
  readonly couponMinor: number;
  /** Value of the points that were redeemed. */
  readonly pointsMinor: number;
  readonly payableMinor: number;
  readonly pointsRedeemed: number;
  readonly pointsEarned: number;
  readonly pointsPending: number;
  readonly state: PurchaseState;
  /** What came back of it; null while nothing has. */
  readonly returned: ReturnedTotals | null;
  readonly lines: readonly PurchaseLine[];
  readonly outcome: PurchaseOutcome;
  /** What nothing is decided by, kept as sent. */
  readonly details: PurchaseDetails | null;
}

export type PurchaseState = 'recorded' | 'partially_returned' | 'returned' | 'voided';

/** Sums over all returns of a purchase: what a further return books is the difference to them. */
export interface ReturnedTotals {
  readonly lines: readonly { readonly line: number; readonly thousandths: number }[];
  readonly refundMinor: number;
  readonly pointsClawedBack: number;
  /** Redeemed points that went back. */
  readonly pointsRefunded: number;
  /** The return that came last. */
  readonly last: {
    readonly documentId: string;
    readonly returnId: string;
    /** RFC 3339. */
    readonly occurredAt: string;
  };
}

export interface PurchaseLine {
  readonly line: number;
  readonly sku: string;
  readonly name?: string;
  readonly category?: string;
  readonly kind?: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly discountMinor?: number;
  readonly lineTotalMinor?: number;
  /** After the line's discount and its share of coupons and points: what was paid for it. */
  readonly netMinor: number;
  readonly points: number;
  /** Its share of the redeemed points; absent where none were. */
  readonly redeemed?: number;
}

/** What the first answer said beyond the record's own columns, so that a duplicate is answered with the same. */
export interface PurchaseOutcome {
  readonly locale: Locale;
  readonly campaigns: readonly AppliedCampaign[];
  readonly coupons: readonly AppliedCoupon[];
  /** After the posting; null for an anonymous purchase. */
  readonly balance: Balance | null;
  /** What campaigns counted. */
  readonly earnBaseMinor: number;
  /** What it earned, lot by lot. */
  readonly lots: readonly EarnedLot[];
  /** The posting that gave them; absent where nothing was earned. */
  readonly earningId?: string;
  /** What it used of caps and budgets, to be refilled when it is undone; absent where nothing. */
  readonly usage?: readonly ConsumedUsage[];
  /** Of a settled purchase: what could not be honoured. Absent for one that was still at the till. */
  readonly rejected?: readonly RejectedPart[];
  /** From which lots it was paid; null where no points were redeemed. */
  readonly redemption: PurchaseRedemption | null;
}

/** A part of a settled purchase that could not be honoured: the customer had left with it. */
export interface RejectedPart {
  readonly kind: 'redeem' | 'coupon' | 'member';
  /** Why, in the words of refusals. */
  readonly code: string;
  /** What it took off the receipt, as far as known. */
  readonly valueMinor: number;
}

export interface EarnedLot {
  readonly lotId: string;
  readonly campaignCode: string;
  readonly points: number;
  /** Same order as the lines; they sum to `points`. */
  readonly pointsByLine: readonly number[];
}

export interface PurchaseRedemption {
  readonly postingId: string;
  readonly points: number;
  /** In redemption order. */
  readonly slices: readonly LotSlice[];
}

export interface AppliedCampaign {
  readonly code: string;
  readonly version: number;
  readonly points: number;
  readonly reason: string;
  readonly activatesAt: string | null;
  readonly expiresAt: string | null;
}

export interface PurchaseDetails {
  readonly tillId?: string;
  readonly tenders?: readonly { readonly type: string; readonly amountMinor: number }[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What tells a repeated post from another one, as it stands in the registry of receipts. */
export interface ReceiptIdentity {
  /** SHA-256 of the content, hexadecimal. */
  readonly contentHash: string;
  /** Keyed hash of the member reference as sent, hexadecimal; null for an anonymous post. */
  readonly referenceHash: string | null;
}

/** A purchase that is there already, with what a repeated post is compared by. */
export interface PostedPurchase {
  readonly record: PurchaseRecord;
  readonly identity: ReceiptIdentity;
}

/**
 * Whether a post repeats a recorded one. The reference as sent decides first; another spelling counts when it names the same
 * member, and one that names nobody is other content.
 *
 * @param memberId whom the reference of the new post resolves to, or null when it is absent or cannot be resolved
 */
export function isSamePurchase(posted: PostedPurchase, again: ReceiptIdentity, memberId: string | null): boolean {
  if (posted.identity.contentHash !== again.contentHash) return false;
  if (posted.identity.referenceHash === again.referenceHash) return true;
  if (posted.identity.referenceHash === null || again.referenceHash === null) return false;
  return memberId !== null && memberId === posted.record.memberId;
}
