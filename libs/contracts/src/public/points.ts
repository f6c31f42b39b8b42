import type { Minor, Points } from '#kernel/points';
import type { Balance } from '../events/catalogue.js';
import type { EvaluationAnswer } from './purchase.js';

/** The answer to POST /v1/points/redemptions. */
export interface RedemptionAnswer {
  readonly redemptionId: string;
  readonly memberId: string;
  readonly points: Points;
  /** What the points were worth to this member, in the programme's currency; null while that is not known. */
  readonly valueMinor: Minor | null;
  readonly currency: string | null;
  readonly balance: Balance;
}

export interface HoldAnswer {
  readonly holdId: string;
  readonly memberId: string;
  readonly points: Points;
  readonly expiresAt: string;
  readonly balance: Balance;
}

/** The answer to a capture or a release. */
export interface HoldResolvedAnswer {
  readonly holdId: string;
  readonly memberId: string;
  readonly captured: Points;
  readonly returned: Points;
  /** What the captured points were worth, in the programme's currency; null while that is not known. */
  readonly valueMinor: Minor | null;
  readonly currency: string | null;
  readonly balance: Balance;
}

/** GET /v1/points/holds/{id}. */
export interface HoldView {
  readonly holdId: string;
  readonly memberId: string;
  readonly points: Points;
  readonly purpose: string;
  readonly status: 'open' | 'captured' | 'released' | 'expired';
  readonly captured: Points;
  readonly returned: Points;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface TransferAnswer {
  readonly transferId: string;
  readonly points: Points;
  readonly from: { readonly memberId: string; readonly balance: Balance };
  readonly to: { readonly memberId: string; readonly balance: Balance };
}

export interface AdjustmentAnswer {
  readonly adjustmentId: string;
  readonly memberId: string;
  readonly points: Points;
  readonly reasonCode: string;
  readonly balance: Balance;
}

export type SpendingAnswer = RedemptionAnswer | HoldAnswer | HoldResolvedAnswer | TransferAnswer | AdjustmentAnswer;

/** The answer to POST /v1/checkouts. */
export interface CheckoutAnswer extends Pick<
  EvaluationAnswer,
  'memberId' | 'amounts' | 'points' | 'lines' | 'coupons'
> {
  readonly checkoutId: string;
  readonly expiresAt: string;
  /** Null for an anonymous one. */
  readonly balance: Balance | null;
}

export interface CheckoutReleasedAnswer {
  readonly checkoutId: string;
  /** Points that are available again. */
  readonly returned: Points;
}
