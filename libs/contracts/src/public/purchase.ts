import type { Balance } from '../events/catalogue.js';
import type { Minor, Points } from '#kernel/points';

/** The answer to a posted or evaluated purchase. */
export interface PurchaseAnswer {
  readonly purchaseId: string;
  readonly transactionId: string;
  readonly duplicate: boolean;
  readonly memberId: string | null;
  readonly amounts: {
    readonly totalMinor: Minor;
    readonly couponMinor: Minor;
    readonly pointsMinor: Minor;
    readonly payableMinor: Minor;
    readonly earnBaseMinor: Minor;
  };
  readonly points: {
    readonly earned: Points;
    readonly pending: Points;
    readonly redeemed: Points;
    readonly campaigns: readonly AppliedCampaign[];
  };
  readonly lines: readonly { readonly line: number; readonly netMinor: Minor; readonly earned: Points }[];
  readonly coupons: readonly { readonly couponId: string; readonly title: string; readonly discountMinor: Minor }[];
  /** Null for an anonymous purchase. */
  readonly balance: Balance | null;
  readonly receiptText: string;
  /** Settled purchases only: what could not be honoured, though the customer has left with it. */
  readonly rejected?: readonly RejectedPart[];
  /** Anonymous purchases only: gives the purchase to a member once. */
  readonly claimCode?: string;
}

export interface RejectedPart {
  readonly kind: 'redeem' | 'coupon' | 'member';
  /** Why, in the words of refusals. */
  readonly code: string;
  /** What it took off the receipt, as far as known. */
  readonly valueMinor: Minor;
}

export interface AppliedCampaign {
  readonly code: string;
  readonly version: number;
  readonly points: Points;
  readonly reason: string;
  readonly activatesAt: string | null;
  readonly expiresAt: string | null;
}

/** An evaluation tells also what did not apply, and why. */
export interface EvaluationAnswer extends Omit<PurchaseAnswer, 'purchaseId' | 'transactionId' | 'duplicate'> {
  readonly transactionId: string | null;
  readonly notApplied: readonly {
    readonly code: string;
    readonly version: number;
    readonly reason: string;
    readonly detail: string;
  }[];
}

/** GET /v1/purchases/{transactionId} and GraphQL's Purchase. */
export interface PurchaseView {
  readonly id: string;
  readonly transactionId: string;
  readonly memberId: string | null;
  readonly storeId: string | null;
  readonly channel: string;
  readonly status: 'RECORDED' | 'PARTIALLY_RETURNED' | 'RETURNED' | 'VOIDED';
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly currency: string;
  readonly totalMinor: Minor;
  readonly payableMinor: Minor;
  readonly refundedMinor: Minor;
  readonly pointsEarned: Points;
  readonly pointsPending: Points;
  readonly pointsRedeemed: Points;
  readonly items: readonly PurchaseItemView[];
}

export interface PurchaseItemView {
  readonly line: number;
  readonly sku: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly quantity: string;
  readonly returned: string;
  /** Quantity that can still be returned. */
  readonly returnable: string;
  readonly netMinor: Minor;
  readonly points: Points;
}
