import fc from 'fast-check';
import { allocate } from './allocate.js';

describe('allocate', () => {
  it('sums to the whole for any total and weights', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 20 }), (total, weights) => {
        const parts = allocate(total, weights);
        const expected = weights.some((weight) => weight > 0) ? total : 0;
        expect(parts.reduce((one, other) => one + other, 0)).toBe(expected);
      }),
    );
  });

  it('gives the odd unit to the largest remainder, and a tie to the earlier weight', () => {
    expect(allocate(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(allocate(10, [3, 3, 4])).toEqual([3, 3, 4]);
    expect(allocate(1, [1, 2])).toEqual([0, 1]);
  });

  it('gives nothing to a weight of zero', () => {
    expect(allocate(5, [0, 1])).toEqual([0, 5]);
    expect(allocate(5, [0, 0])).toEqual([0, 0]);
  });
});
