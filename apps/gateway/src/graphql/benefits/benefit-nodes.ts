import type { BenefitView, CouponView } from '#contracts/internal/benefits';
import type { Principal } from '../../edge/principal.js';
import { mayShowCoupons } from '../members/access.js';
import type { Typed } from '../schema/node.model.js';

export type CouponNode = Omit<CouponView, 'validUntil'> & { readonly validUntil: string | null } & Typed<'Coupon'>;
export type BenefitNode = Omit<BenefitView, 'coupon'> & { readonly coupon: CouponNode | null } & Typed<'Benefit'>;

export function couponNode(coupon: CouponView, principal: Principal): CouponNode {
  const { display, validUntil } = coupon;
  return {
    ...coupon,
    display: display && mayShowCoupons(principal) ? { ...display, expiresAt: display.expiresAt || null } : null,
    // Benefits say '' where a coupon has no end.
    validUntil: validUntil || null,
    __typename: 'Coupon',
  };
}

export function benefitNode(benefit: BenefitView, principal: Principal): BenefitNode {
  const coupon = benefit.coupon && couponNode(benefit.coupon, principal);
  return { ...benefit, coupon, __typename: 'Benefit' };
}
