import type { AppliedCoupon } from './coupons.js';
import { CheckoutNotFoundError, CheckoutTotalMismatchError } from './checkout.errors.js';
import { AlreadyCapturedError, AlreadyReleasedError } from './points.errors.js';

/** A basket on its way to being paid: its points are held, its coupons reserved at benefits. */
export interface Checkout {
  readonly checkoutId: string;
  /** Null for an anonymous one. */
  readonly memberId: string | null;
  readonly currency: string;
  readonly totalMinor: number;
  /** Holds its points; null for none. */
  readonly holdId: string | null;
  /** Whole points held; 0 for none. */
  readonly points: number;
  /** What they are worth here, whatever the settings say when it is paid. */
  readonly pointsMinor: number;
  readonly coupons: readonly AppliedCoupon[];
  readonly state: 'open' | 'captured' | 'released';
  /** The purchase that captured it. */
  readonly purchaseId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

interface PayingPurchase {
  readonly memberId: string | null;
  readonly currency: string;
  readonly totalMinor: number;
}

/**
 * Whether a purchase may use a checkout: then neither its points nor its coupons are asked again.
 *
 * @returns false when its time is over: points and coupons went back, and the purchase stands on its own
 * @throws CheckoutNotFoundError (of another member, too), AlreadyCapturedError, AlreadyReleasedError, CheckoutTotalMismatchError
 */
export function isPaidBy(checkout: Checkout | undefined, purchase: PayingPurchase, now: Date): checkout is Checkout {
  if (!checkout || checkout.memberId !== purchase.memberId) throw new CheckoutNotFoundError();
  requireOpen(checkout);
  if (checkout.expiresAt <= now) return false;
  // Coupons were judged by this basket: another one could get what it was refused.
  if (checkout.currency !== purchase.currency || checkout.totalMinor !== purchase.totalMinor) {
    throw new CheckoutTotalMismatchError(checkout);
  }
  return true;
}

/** @throws CheckoutNotFoundError, AlreadyCapturedError, AlreadyReleasedError: also when its time is over */
export function requireReleasable(checkout: Checkout | undefined, now: Date): asserts checkout is Checkout {
  if (!checkout) throw new CheckoutNotFoundError();
  requireOpen(checkout);
  if (checkout.expiresAt <= now) throw new AlreadyReleasedError();
}

function requireOpen({ state }: Checkout): void {
  if (state === 'captured') throw new AlreadyCapturedError();
  if (state === 'released') throw new AlreadyReleasedError();
}
