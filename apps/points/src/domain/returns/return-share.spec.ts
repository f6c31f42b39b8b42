import fc from 'fast-check';
import { cumulativeShare } from './cumulative-share.js';
import { remainderOf, type ReturnableLine, returnShare } from './return-share.js';

describe('cumulativeShare', () => {
  it.each([
    [259, 0, 3_000, 0],
    [259, 1_000, 3_000, 86],
    [259, 2_000, 3_000, 173],
    [259, 3_000, 3_000, 259],
    [1, 1_000, 2_000, 1],
    [1, 999, 2_000, 0],
    [Number.MAX_SAFE_INTEGER, 1, 3, 3_002_399_751_580_330],
  ])('of %d at %d of %d thousandths is %d', (total, returned, quantity, share) => {
    expect(cumulativeShare(total, { returned, quantity })).toBe(share);
  });
});

describe('returnShare', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 5_000 }),
    netMinor: fc.integer({ min: 0, max: 1_000_000 }),
    redeemed: fc.integer({ min: 0, max: 1_000 }),
    earned: fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 2 }),
  });
  const purchase = fc
    .array(line, { minLength: 1, maxLength: 6 })
    .map((lines) => lines.map((each, index): ReturnableLine => ({ ...each, line: index + 1 })));

  it('sums to the whole purchase, whatever the split and order of its returns', () => {
    fc.assert(
      fc.property(
        purchase,
        fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), { maxLength: 8 }),
        (lines, parts) => {
          let before: readonly number[] = lines.map(() => 0);
          const total = { refundMinor: 0, redeemed: 0, clawBack: [0, 0] };
          const book = (taken: readonly number[]): void => {
            const share = returnShare(lines, { before, taken });
            expect(Math.min(share.refundMinor, share.redeemed, ...share.clawBack)).toBeGreaterThanOrEqual(0);
            expect(share.lines.reduce((sum, { refundMinor }) => sum + refundMinor, 0)).toBe(share.refundMinor);
            total.refundMinor += share.refundMinor;
            total.redeemed += share.redeemed;
            share.clawBack.forEach((points, campaign) => (total.clawBack[campaign]! += points));
            before = share.returned;
          };
          for (const part of parts) {
            const left = remainderOf(lines, before);
            book(left.map((thousandths, index) => Math.floor(thousandths * (part[index] ?? 0))));
          }
          book(remainderOf(lines, before));
          const sum = (of: (each: ReturnableLine) => number): number => lines.reduce((all, each) => all + of(each), 0);
          expect(total).toEqual({
            refundMinor: sum(({ netMinor }) => netMinor),
            redeemed: sum(({ redeemed }) => redeemed),
            clawBack: [sum(({ earned }) => earned[0]!), sum(({ earned }) => earned[1]!)],
          });
        },
      ),
    );
  });

  it('tells when nothing is left', () => {
    const lines = [1, 2].map((number) => ({ line: number, quantity: 1_000, netMinor: 5, redeemed: 0, earned: [] }));
    expect(returnShare(lines, { before: [0, 0], taken: [1_000, 999] }).full).toBe(false);
    expect(returnShare(lines, { before: [1_000, 999], taken: [0, 1] })).toEqual({
      lines: [{ line: 2, thousandths: 1, refundMinor: 0 }],
      refundMinor: 0,
      clawBack: [],
      clawBackByLine: [0, 0],
      redeemed: 0,
      returned: [1_000, 1_000],
      full: true,
    });
  });
});
