import fc from 'fast-check';
import { applyCoupons } from './coupons.js';

describe('applyCoupons', () => {
  const coupon = (discountMinor: number) => ({ couponId: 'c', title: 'C', discountMinor });

  it('takes the value off the lines, and never more than the receipt', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(1_000_000), { maxLength: 3 }),
        (nets, values) => {
          const { coupons, couponMinor, netMinors } = applyCoupons(nets, values.map(coupon));
          const total = nets.reduce((sum, net) => sum + net, 0);
          expect(couponMinor).toBe(
            Math.min(
              total,
              values.reduce((sum, value) => sum + value, 0),
            ),
          );
          expect(coupons.reduce((sum, { discountMinor }) => sum + discountMinor, 0)).toBe(couponMinor);
          expect(netMinors.reduce((sum, net) => sum + net, 0)).toBe(total - couponMinor);
          expect(netMinors.every((net, index) => net >= 0 && net <= nets[index]!)).toBe(true);
        },
      ),
    );
  });
});
