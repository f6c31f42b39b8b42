import fc from 'fast-check';
import { couponDiscount, eligibleMinor } from './coupon-discount.js';

const basket = {
  storeId: null,
  currency: 'CNY',
  lines: [
    { category: 'toys', netMinor: 1_005 },
    { category: null, netMinor: 5_000 },
  ],
};

describe('couponDiscount', () => {
  it('takes a percentage, rounded half up', () => {
    expect(couponDiscount({ percentOff: 10 }, { ...basket, lines: [{ category: null, netMinor: 1_005 }] }, 1_005)).toBe(
      101,
    );
    expect(couponDiscount({ percentOff: 10 }, { ...basket, lines: [{ category: null, netMinor: 1_004 }] }, 1_004)).toBe(
      100,
    );
  });

  it('looks only at the lines of its categories', () => {
    expect(eligibleMinor({ categories: ['toys'] }, basket)).toBe(1_005);
    expect(couponDiscount({ discountMinor: 2_000, currency: 'CNY', categories: ['toys'] }, basket, 6_005)).toBe(1_005);
  });

  it('never takes more than is left, than it may, or less than nothing', () => {
    const terms = fc.record({
      percentOff: fc.integer({ min: 1, max: 100 }),
      maxDiscountMinor: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(terms, fc.integer({ min: 0, max: 6_005 }), (coupon, left) => {
        const discount = couponDiscount(coupon, basket, left);
        expect(discount).toBeGreaterThanOrEqual(0);
        expect(discount).toBeLessThanOrEqual(Math.min(left, coupon.maxDiscountMinor));
      }),
    );
  });
});
