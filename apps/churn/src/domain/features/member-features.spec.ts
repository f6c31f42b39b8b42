import fc from 'fast-check';
import { memberFeatures } from './member-features.js';
import { type DatedPurchase, knownByDay } from './member-purchases.js';

const cutDay = 20_000;

const purchaseBy = (earliest: number, latest: number): fc.Arbitrary<DatedPurchase> =>
  fc.record({
    day: fc.integer({ min: earliest, max: latest }),
    knownDay: fc.constant(0),
    value: fc.integer({ min: 0, max: 100_000 }),
    total: fc.constant(120_000),
    storeId: fc.constantFrom('S01', 'S02', null),
    channel: fc.constantFrom('pos', 'app'),
    categories: fc.subarray(['toys', 'food', 'care']),
    changes: fc.constant([]),
  });

const past = fc.array(purchaseBy(cutDay - 400, cutDay), { minLength: 1, maxLength: 12 });

/** What may happen after the cut: new purchases, claims of old ones, returns and voids of old ones. */
const future = fc.record({
  purchases: fc.array(purchaseBy(cutDay + 1, cutDay + 90), { maxLength: 4 }),
  claimed: fc.array(purchaseBy(cutDay - 400, cutDay), { maxLength: 2 }),
  changes: fc.array(
    fc.record({ day: fc.integer({ min: cutDay + 1, max: cutDay + 90 }), refund: fc.nat(1_000), voided: fc.boolean() }),
    { maxLength: 3 },
  ),
});

describe('features as of a cut', () => {
  it('see nothing that happened after it', () => {
    fc.assert(
      fc.property(past, future, (before, after) => {
        const later: DatedPurchase[] = [
          ...before.map((purchase) => ({ ...purchase, changes: after.changes })),
          ...after.purchases,
          ...after.claimed.map((purchase) => ({ ...purchase, knownDay: cutDay + 1 })),
        ];
        expect(rowOf(later)).toEqual(rowOf(before));
      }),
    );
  });

  it('see everything up to it', () => {
    const one: DatedPurchase = {
      day: cutDay - 30,
      knownDay: 0,
      value: 1_000,
      total: 1_000,
      storeId: 'S01',
      channel: 'pos',
      categories: ['toys'],
      changes: [],
    };
    const before = rowOf([one]);
    expect(rowOf([one, { ...one, day: cutDay }])).not.toEqual(before);
    expect(rowOf([one, { ...one, day: cutDay - 60, knownDay: cutDay }])).not.toEqual(before);
    expect(rowOf([{ ...one, changes: [{ day: cutDay, refund: 400, voided: false }] }])).not.toEqual(before);
    expect(
      knownByDay({ member: 'm', purchases: [{ ...one, changes: [{ day: cutDay, refund: 0, voided: true }] }] }, cutDay),
    ).toBeUndefined();
  });

  it('refuse members with something later', () => {
    const days = [{ day: cutDay + 1, value: 1 }];
    expect(() => memberFeatures([{ member: 'm', days, purchases: [], changed: 0 }], cutDay)).toThrow(/past the cut/);
  });
});

function rowOf(purchases: readonly DatedPurchase[]): Record<string, number | undefined> {
  const known = knownByDay({ member: 'm', purchases }, cutDay);
  if (!known) throw new Error('There is at least one purchase by the cut.');
  const { names, columns } = memberFeatures([known], cutDay);
  return Object.fromEntries(names.map((name, index) => [name, columns[index]?.[0]]));
}
