import type { CouponTerms } from '#rules/benefit-definition';

export interface Basket {
  readonly storeId: string | null;
  readonly currency: string | null;
  readonly lines: readonly { readonly category: string | null; readonly netMinor: number }[];
}

/** Net of the lines that a coupon looks at, minor units. */
export function eligibleMinor(terms: CouponTerms, basket: Basket): number {
  return basket.lines
    .filter(
      ({ category }) => terms.categories === undefined || (category !== null && terms.categories.includes(category)),
    )
    .reduce((sum, { netMinor }) => sum + netMinor, 0);
}

/**
 * What a usable coupon takes off, in minor units: never more than the eligible lines or what other coupons left of the receipt.
 * A percentage is rounded half up.
 * @param leftMinor what is left of the receipt, ≥ 0
 */
export function couponDiscount(terms: CouponTerms, basket: Basket, leftMinor: number): number {
  const eligible = Math.min(eligibleMinor(terms, basket), leftMinor);
  const asked = terms.discountMinor ?? percentOf(eligible, terms.percentOff ?? 0);
  return Math.min(asked, eligible, terms.maxDiscountMinor ?? Number.MAX_SAFE_INTEGER);
}

/** Exact for percentages of up to six decimals and any amount. */
function percentOf(amountMinor: number, percent: number): number {
  const scale = 1_000_000n;
  const product = BigInt(amountMinor) * BigInt(Math.round(percent * Number(scale)));
  const divisor = 100n * scale;
  return Number((2n * product + divisor) / (2n * divisor));
}
