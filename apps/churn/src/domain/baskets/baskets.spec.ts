import fc from 'fast-check';
import { associationRules } from './association-rules.js';
import { frequentItemsets } from './frequent-itemsets.js';
import { similarItems } from './item-similarity.js';

const baskets = [['bread', 'butter'], ['bread', 'butter', 'jam'], ['bread'], ['jam', 'bread', 'bread']];
const anyBaskets: fc.Arbitrary<string[][]> = fc.array(
  fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 }),
  { maxLength: 20 },
);

describe('frequentItemsets', () => {
  it('finds exactly the sets that counting every subset finds', () => {
    fc.assert(
      fc.property(anyBaskets, fc.integer({ min: 1, max: 5 }), (some, countMin) => {
        const subsets = Array.from({ length: 31 }, (_, bits) =>
          ['a', 'b', 'c', 'd', 'e'].filter((_, i) => (bits + 1) & (1 << i)),
        );
        const expected = subsets
          .map((items) => ({
            items,
            count: some.filter((basket) => items.every((item) => basket.includes(item))).length,
          }))
          .filter(({ count }) => count >= countMin);
        const byItems = (left: { items: readonly string[] }, right: { items: readonly string[] }): number =>
          left.items.join() < right.items.join() ? -1 : 1;
        expect(frequentItemsets(some, countMin).sort(byItems)).toEqual(expected.sort(byItems));
      }),
    );
  });
});

describe('associationRules', () => {
  it('counts support, confidence and lift', () => {
    expect(associationRules(baskets, { support: 0.5, confidence: 0.5, lengthMin: 2 })).toEqual([
      { antecedent: ['butter'], consequent: 'bread', support: 0.5, confidence: 1, lift: 1, count: 2 },
      { antecedent: ['jam'], consequent: 'bread', support: 0.5, confidence: 1, lift: 1, count: 2 },
      { antecedent: ['bread'], consequent: 'butter', support: 0.5, confidence: 0.5, lift: 1, count: 2 },
      { antecedent: ['bread'], consequent: 'jam', support: 0.5, confidence: 0.5, lift: 1, count: 2 },
    ]);
  });

  it('lets rules without antecedent in when a length of one is asked for', () => {
    const [first] = associationRules(baskets, { support: 0.9, confidence: 0, lengthMin: 1 });
    expect(first).toEqual({ antecedent: [], consequent: 'bread', support: 1, confidence: 1, lift: 1, count: 4 });
  });

  it('takes a threshold that is exactly reached, not one above', () => {
    const with10 = Array.from({ length: 10 }, (_, index) => (index < 3 ? ['x', 'y'] : ['z']));
    expect(associationRules(with10, { support: 0.3, confidence: 1, lengthMin: 2 })).toHaveLength(2);
    expect(associationRules(with10, { support: 0.31, confidence: 1, lengthMin: 2 })).toHaveLength(0);
  });

  it('does not depend on the order of baskets or items', () => {
    fc.assert(
      fc.property(anyBaskets, (some) => {
        const thresholds = { support: 0.2, confidence: 0.3, lengthMin: 2 };
        const turned = [...some].reverse().map((basket) => [...basket].reverse());
        expect(associationRules(turned, thresholds)).toEqual(associationRules(some, thresholds));
      }),
    );
  });
});

describe('similarItems', () => {
  it('ranks by cosine, and trusts a pair the more often it was seen', () => {
    const options = { neighboursMax: 5, shrinkage: 0 };
    expect(similarItems(baskets, options).get('butter')).toEqual([
      { item: 'bread', similarity: 2 / Math.sqrt(8), together: 2 },
      { item: 'jam', similarity: 0.5, together: 1 },
    ]);
    const rare = [...baskets, ['pin', 'pen']];
    expect(similarItems(rare, options).get('pin')?.[0]?.similarity).toBe(1);
    const shrunk = similarItems(rare, { neighboursMax: 1, shrinkage: 10 });
    expect(shrunk.get('pin')?.[0]?.similarity).toBeCloseTo(1 / 11, 12);
    expect(shrunk.get('butter')).toHaveLength(1);
  });
});
