import fc from 'fast-check';
import { type ConsumedUsage, usageRefills } from './consumed-usage.js';

const consumed = (points: number, moneyMinor: number): ConsumedUsage => ({
  campaign: 'c',
  scope: 'programme',
  period: 'total',
  points,
  uses: 1,
  moneyMinor,
  at: '2026-11-21T02:15:00.000Z',
  lastAtBefore: null,
});
const lots = [
  { lotId: 'own', campaignCode: 'c' },
  { lotId: 'other', campaignCode: 'base' },
];

describe('usageRefills', () => {
  it('refills the whole, whatever the returns it comes in, and the use with the last of them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }), fc.nat(100), (parts, moneyMinor) => {
        const points = parts.reduce((sum, part) => sum + part, 0);
        let before = 0;
        const refills = parts.flatMap((part, index) => {
          const refill = usageRefills({
            usage: [consumed(points, moneyMinor)],
            lots,
            before: [{ lotId: 'own', points: before }],
            clawBack: [
              { lotId: 'own', points: part },
              { lotId: 'other', points: 7 },
            ],
            full: index === parts.length - 1,
          });
          before += part;
          return refill;
        });
        const sum = (of: 'points' | 'uses' | 'moneyMinor'): number => refills.reduce((all, each) => all + each[of], 0);
        expect([sum('points'), sum('uses'), sum('moneyMinor')]).toEqual([points, 1, points === 0 ? 0 : moneyMinor]);
      }),
    );
  });
});
