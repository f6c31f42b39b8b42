import type { GrantRecord } from './grants.js';

export interface HeldCoupon {
  readonly couponId: string;
  readonly discountMinor: number;
}

export interface CouponHold extends HeldCoupon {
  readonly code: string;
  readonly version: number;
}

export interface ConfirmedCoupon {
  readonly couponId: string;
  readonly grantId: string;
  readonly memberId: string;
  readonly discountMinor: number;
}

export abstract class Coupons {
  /**
   * Locks the coupons of these codes until the commit, in one order for everybody.
   * @returns by code as given; unknown codes are absent. `reservedUntil` is null where the hold is this transaction's own.
   */
  abstract lockByCodes(
    programId: string,
    codes: readonly string[],
    transactionId: string,
    at: Date,
  ): Promise<ReadonlyMap<string, GrantRecord>>;
  /** What this transaction already holds or has used, in the order it was given; empty when nothing. */
  abstract findHolds(programId: string, transactionId: string, at: Date): Promise<readonly CouponHold[]>;
  abstract hold(hold: {
    readonly programId: string;
    readonly transactionId: string;
    readonly attemptId: string;
    readonly coupons: readonly HeldCoupon[];
    readonly expiresAt: Date;
  }): Promise<void>;
  abstract release(
    programId: string,
    held: { readonly attemptIds: readonly string[]; readonly transactionIds?: readonly string[] },
  ): Promise<void>;
  /** Marks coupons of recorded purchases as used, each once. @returns what was confirmed now */
  abstract confirm(
    programId: string,
    purchases: readonly {
      readonly transactionId: string;
      readonly purchaseId: string;
      readonly couponIds: readonly string[];
      readonly at: Date;
    }[],
  ): Promise<readonly (ConfirmedCoupon & { readonly purchaseId: string })[]>;
  /** Makes the coupons that these purchases have used usable again, within their validity. */
  abstract giveBack(programId: string, purchaseIds: readonly string[]): Promise<void>;
}

/** A coupon's code is a bearer secret: it is derived when shown and never stored. */
export abstract class CouponCodes {
  abstract codeOf(couponId: string): string;
}
