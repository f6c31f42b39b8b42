import type { Balance } from '../events/catalogue.js';
import type { Minor, Points } from '#kernel/points';

/** What a return or a void moved in the wallet of the purchase's member; all zero where there is none. */
export interface ReversedPoints {
  /** Earned points taken back, wherever they came from. */
  readonly clawedBack: Points;
  /** The part of it that was not usable yet. */
  readonly fromPending: Points;
  /** Redeemed points given back, usable again. */
  readonly refunded: Points;
  /** Redeemed points whose lot has expired meanwhile: they come back and expire at once. */
  readonly refundedExpired: Points;
  /** What of it was not there: later earnings pay it. */
  readonly debt: Points;
}

export interface ReturnedLine {
  readonly line: number;
  readonly quantity: number;
  /** What had been paid for it, after discounts, coupons and points. */
  readonly refundMinor: Minor;
}

/** What an applied return or void did. */
export interface ReversalAnswer {
  readonly transactionId: string;
  readonly duplicate: boolean;
  readonly status: 'recorded';
  readonly purchaseId: string;
  /** Null for a purchase that nobody has claimed. */
  readonly memberId: string | null;
  readonly currency: string;
  readonly refundMinor: Minor;
  readonly lines: readonly ReturnedLine[];
  readonly points: ReversedPoints;
  /** Coupons that can be used again, because nothing of the purchase is left. */
  readonly coupons: readonly { readonly couponId: string; readonly title: string; readonly discountMinor: Minor }[];
  /** Benefits that end with the purchase are told by events. */
  readonly benefits: readonly never[];
  /** Null for a purchase that nobody has claimed. */
  readonly balance: Balance | null;
}

/** Kept until its purchase arrives, which applies it. */
export interface ParkedAnswer {
  readonly transactionId: string;
  readonly duplicate: boolean;
  readonly status: 'parked';
}

interface ReturnId {
  readonly returnId: string;
}

/** The answer to a posted return. */
export type ReturnAnswer = ReturnId & (RecordedReturn | ParkedAnswer);

interface RecordedReturn extends ReversalAnswer {
  /** Whether nothing of the purchase is left. */
  readonly full: boolean;
  /** Of a return that was parked: what its purchase could not give. Absent where everything was taken. */
  readonly notReturned?: readonly { readonly line: number; readonly quantity: number; readonly code: string }[];
}

/** What a return would answer; nothing is written. */
export type ReturnEvaluation = Omit<RecordedReturn, 'status' | 'duplicate' | 'notReturned'> & {
  readonly returnId: string | null;
};

/** The answer to a void. */
export type VoidAnswer = { readonly voidId: string } & (
  (ReversalAnswer & { readonly reason: string | null }) | ParkedAnswer
);
