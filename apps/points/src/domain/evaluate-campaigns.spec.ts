import fc from 'fast-check';
import { applyCoupons } from './coupons.js';
import { baseCampaign, type Campaign } from './campaign.js';
import { evaluateCampaigns } from './evaluate-campaigns.js';

const base = baseCampaign();
const earn = (nets: readonly number[], currency = 'CNY') =>
  evaluateCampaigns([base], {
    occurredAt: new Date('2026-11-21T02:15:00Z'),
    currency,
    lines: nets.map((netMinor, index) => ({ line: index + 1, netMinor })),
  });

describe('evaluateCampaigns', () => {
  it('gives a point for each whole major unit of the receipt, once', () => {
    expect(earn([24_000, 1_900])).toMatchObject({ points: 259, pointsByLine: [240, 19] });
    expect(earn([99, 99, 99])).toMatchObject({ points: 2, pointsByLine: [1, 1, 0] });
    expect(earn([1_999], 'BHD').points).toBe(1);
    expect(earn([1_999], 'JPY').points).toBe(1_999);
  });

  it('says why nothing was earned', () => {
    expect(earn([99])).toMatchObject({
      points: 0,
      applied: [],
      notApplied: [{ reason: 'below_one_point' }],
      pointsByLine: [0],
    });
  });

  it('spreads every point over the lines, ties to the smaller line number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 30 }), (nets) => {
        const { points, pointsByLine } = earn(nets);
        expect(pointsByLine.reduce((sum, each) => sum + each, 0)).toBe(points);
        expect(points).toBe(Math.floor(nets.reduce((sum, net) => sum + net, 0) / 100));
      }),
    );
    const lines = [
      { line: 9, netMinor: 50 },
      { line: 2, netMinor: 50 },
    ];
    expect(evaluateCampaigns([base], { occurredAt: new Date(0), currency: 'CNY', lines }).pointsByLine).toEqual([0, 1]);
  });

  it('applies a campaign from its first instant until before its last', () => {
    const campaign: Campaign = {
      ...base,
      document: { ...base.document, validFrom: '2026-11-21T00:00:00Z', validTo: '2026-11-22T00:00:00Z' },
    };
    const pointsAt = (instant: string): number =>
      evaluateCampaigns([campaign], {
        occurredAt: new Date(instant),
        currency: 'CNY',
        lines: [{ line: 1, netMinor: 100 }],
      }).points;
    expect(
      ['2026-11-20T23:59:59.999Z', '2026-11-21T00:00:00Z', '2026-11-21T23:59:59.999Z', '2026-11-22T00:00:00Z'].map(
        pointsAt,
      ),
    ).toEqual([0, 1, 1, 0]);
  });
});

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
