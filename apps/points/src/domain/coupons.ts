import { allocate } from '#kernel/allocate';

export interface AppliedCoupon {
  readonly couponId: string;
  readonly title: string;
  readonly discountMinor: number;
}

interface CouponEffect {
  readonly coupons: readonly AppliedCoupon[];
  readonly couponMinor: number;
  /** Net of each line after the coupons, same order; they sum to the payable amount. */
  readonly netMinors: readonly number[];
}

/**
 * Takes coupons off a receipt, in the order given and never below zero; the value is spread over the lines in proportion to
 * their nets, so that a returned line gives back what was really paid for it.
 */
export function applyCoupons(netMinors: readonly number[], reserved: readonly AppliedCoupon[]): CouponEffect {
  const totalMinor = netMinors.reduce((sum, net) => sum + net, 0);
  let couponMinor = 0;
  const coupons = reserved.map(({ couponId, title, discountMinor }) => {
    const taken = Math.min(discountMinor, totalMinor - couponMinor);
    couponMinor += taken;
    return { couponId, title, discountMinor: taken };
  });
  if (couponMinor === 0) return { coupons, couponMinor, netMinors };
  const shares = allocate(couponMinor, netMinors);
  return { coupons, couponMinor, netMinors: netMinors.map((net, index) => net - (shares[index] ?? 0)) };
}
