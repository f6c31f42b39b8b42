import type { AppliedCoupon } from './coupons.js';
import type { Balance } from './ledger.js';
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
  readonly payableMinor: number;
  readonly pointsEarned: number;
  readonly pointsPending: number;
  readonly lines: readonly PurchaseLine[];
  readonly outcome: PurchaseOutcome;
  /** What nothing is decided by, kept as sent. */
  readonly details: PurchaseDetails | null;
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
  /** After the line's discount and its share of coupons: what was paid for it. */
  readonly netMinor: number;
  readonly points: number;
}

/** What the first answer said beyond the record's own columns, so that a duplicate is answered with the same. */
export interface PurchaseOutcome {
  readonly locale: Locale;
  readonly campaigns: readonly AppliedCampaign[];
  readonly coupons: readonly AppliedCoupon[];
  /** After the posting; null for an anonymous purchase. */
  readonly balance: Balance | null;
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
