import fc from 'fast-check';
import { reasonText } from '../scoring/reason-texts.js';
import type { Engagement, EngagementKind } from './engagement.js';
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

const engagementBy = (earliest: number, latest: number): fc.Arbitrary<Engagement> =>
  fc
    .record({
      kind: fc.constantFrom<EngagementKind>('granted', 'used', 'expired', 'revoked', 'returned', 'redeemed', 'active'),
      subject: fc.constantFrom('g1', 'g2', 'g3'),
      day: fc.integer({ min: earliest, max: latest }),
      minute: fc.nat(1_439),
    })
    .map(({ minute, ...each }) => ({ ...each, at: (each.day * 1_440 + minute) * 60_000, knownDay: 0 }));

/** What may happen after the cut: new purchases, claims of old ones, returns and voids of old ones. */
const future = fc.record({
  purchases: fc.array(purchaseBy(cutDay + 1, cutDay + 90), { maxLength: 4 }),
  engagements: fc.array(engagementBy(cutDay + 1, cutDay + 90), { maxLength: 4 }),
  moved: fc.array(engagementBy(cutDay - 400, cutDay), { maxLength: 2 }),
  claimed: fc.array(purchaseBy(cutDay - 400, cutDay), { maxLength: 2 }),
  changes: fc.array(
    fc.record({ day: fc.integer({ min: cutDay + 1, max: cutDay + 90 }), refund: fc.nat(1_000), voided: fc.boolean() }),
    { maxLength: 3 },
  ),
});

const pastEngagements = fc.array(engagementBy(cutDay - 400, cutDay), { maxLength: 8 });

const aPurchase: DatedPurchase = {
  day: cutDay - 30,
  knownDay: 0,
  value: 1_000,
  total: 1_000,
  storeId: 'S01',
  channel: 'pos',
  categories: ['toys'],
  changes: [],
};

describe('features as of a cut', () => {
  it('see nothing that happened after it', () => {
    fc.assert(
      fc.property(past, pastEngagements, future, (before, done, after) => {
        const later: DatedPurchase[] = [
          ...before.map((purchase) => ({ ...purchase, changes: after.changes })),
          ...after.purchases,
          ...after.claimed.map((purchase) => ({ ...purchase, knownDay: cutDay + 1 })),
        ];
        const laterDone = [
          ...after.engagements,
          ...done,
          ...after.moved.map((each) => ({ ...each, knownDay: cutDay + 1 })),
        ];
        expect(rowOf(later, laterDone)).toEqual(rowOf(before, done));
      }),
    );
  });

  it('do not mind the order in which things arrive', () => {
    fc.assert(
      fc.property(past, pastEngagements, (before, done) => {
        expect(rowOf([...before].reverse(), [...done].reverse())).toEqual(rowOf(before, done));
      }),
    );
  });

  it('tell what became of benefits', () => {
    const done = (kind: EngagementKind, subject: string, daysBefore: number): Engagement => {
      const day = cutDay - daysBefore;
      return { kind, subject, day, at: day * 86_400_000, knownDay: day };
    };
    const row = rowOf(
      [aPurchase],
      [
        done('granted', 'a', 40),
        done('used', 'a', 30),
        done('granted', 'b', 40),
        done('used', 'b', 20),
        done('returned', 'b', 10),
        done('granted', 'c', 40),
        done('expired', 'c', 1),
        done('granted', 'd', 40),
        done('revoked', 'd', 39),
        done('redeemed', 'e', 25),
        done('active', 'f', 89),
        done('active', 'g', 90),
      ],
    );
    expect(row).toMatchObject({
      benefitsGranted: 3,
      benefitUseShare: 1 / 3,
      rewardsRedeemed: 1,
      daysSinceBenefitUse: 25,
      activitiesIn90: 1,
    });
    expect(rowOf([aPurchase])).toMatchObject({ benefitsGranted: 0, benefitUseShare: Number.NaN });
  });

  it('have words of their own in both languages', () => {
    for (const feature of Object.keys(rowOf([aPurchase]))) {
      for (const locale of ['en', 'zh'] as const) {
        expect(reasonText(locale, { feature, millionths: 1, value: 0.5 })).not.toMatch(new RegExp(`^${feature}[:：]`));
      }
    }
  });

  it('see everything up to it', () => {
    const one = aPurchase;
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
    const engagement = { granted: 0, used: 0, rewards: 0, lastUseDay: null, activeDays: [] };
    const later = { member: 'm', days, purchases: [], changed: 0, engagement };
    expect(() => memberFeatures([later], cutDay)).toThrow(/past the cut/);
  });
});

function rowOf(
  purchases: readonly DatedPurchase[],
  engagements: readonly Engagement[] = [],
): Record<string, number | undefined> {
  const known = knownByDay({ member: 'm', purchases, engagements }, cutDay);
  if (!known) throw new Error('There is at least one purchase by the cut.');
  const { names, columns } = memberFeatures([known], cutDay);
  return Object.fromEntries(names.map((name, index) => [name, columns[index]?.[0]]));
}
