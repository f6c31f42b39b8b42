import type { ExpiryPolicy, LotPolicies, PendingPolicy } from '#rules/lot-policies';
import { expiryOf, lotTermsOf } from './lot-terms.js';

const earnedAt = new Date('2026-11-21T02:15:00Z');
const zone = 'Asia/Shanghai';
const ends = (policy: ExpiryPolicy, from = earnedAt, where = zone): string | undefined =>
  expiryOf(policy, from, where)?.toISOString();
const none = { pending: { type: 'none' }, expiry: { type: 'none' } } satisfies LotPolicies;

describe('expiryOf', () => {
  it('ends at the local midnight after the last day', () => {
    expect(ends({ type: 'rolling', months: 12 })).toBe('2027-11-21T16:00:00.000Z');
    expect(ends({ type: 'rolling', months: 12, roundUpTo: 'month' })).toBe('2027-11-30T16:00:00.000Z');
    expect(ends({ type: 'rolling', months: 12, roundUpTo: 'quarter' })).toBe('2027-12-31T16:00:00.000Z');
    expect(ends({ type: 'rolling', months: 2, roundUpTo: 'year' })).toBe('2027-12-31T16:00:00.000Z');
    expect(ends({ type: 'none' })).toBeUndefined();
  });

  it('keeps the wall clock across a change of summer time', () => {
    expect(ends({ type: 'rolling', months: 6 }, new Date('2026-01-10T12:00:00Z'), 'Europe/Berlin')).toBe(
      '2026-07-10T22:00:00.000Z',
    );
  });

  it('takes the first fixed day that is far enough', () => {
    const dates = ['12-31', '06-30'];
    expect(ends({ type: 'fixed', dates })).toBe('2026-12-31T16:00:00.000Z');
    expect(ends({ type: 'fixed', dates, afterMonths: 3 })).toBe('2027-06-30T16:00:00.000Z');
    expect(ends({ type: 'fixed', dates: ['2026-11-21'] })).toBe('2026-11-21T16:00:00.000Z');
    expect(ends({ type: 'fixed', dates: ['02-29'] })).toBe('2027-02-28T16:00:00.000Z');
    expect(ends({ type: 'fixed', dates: ['2026-11-20'] })).toBeUndefined();
  });
});

describe('lotTermsOf', () => {
  const termsOf = (document: Parameters<typeof lotTermsOf>[0]['document'], defaults: LotPolicies, level = 'gold-2') =>
    lotTermsOf({ document, defaults, level, earnedAt, zone });
  const days = (count: number): PendingPolicy => ({ type: 'days', days: count });

  it('takes the campaign for the tier, the campaign, the programme for the tier, the programme', () => {
    const defaults: LotPolicies = { ...none, pending: days(1), byTier: { gold: { pending: days(2) } } };
    const activates = (document: Parameters<typeof termsOf>[0], level?: string) =>
      termsOf(document, defaults, level).activatesAt?.toISOString().slice(0, 10);
    expect(activates({ pending: days(3), byTier: { 'gold-2': { pending: days(4) } } })).toBe('2026-11-25');
    expect(activates({ pending: days(3), byTier: { silver: { pending: days(4) } } })).toBe('2026-11-24');
    expect(activates({})).toBe('2026-11-23');
    expect(activates({}, 'basic-1')).toBe('2026-11-22');
  });

  it('waits for an activity, and no longer than it says', () => {
    expect(termsOf({ pending: { type: 'event', activity: 'visit' } }, none)).toMatchObject({
      activatesAt: null,
      pendingUntil: 'visit',
    });
    expect(termsOf({ pending: { type: 'event', activity: 'visit', withinDays: 1 } }, none)).toMatchObject({
      activatesAt: new Date('2026-11-22T02:15:00Z'),
      pendingUntil: 'visit',
    });
  });

  it('says which activities push the end on', () => {
    expect(termsOf({ expiry: { type: 'sliding', months: 1, activities: ['purchase'] } }, none)).toMatchObject({
      expiresAt: new Date('2026-12-21T16:00:00Z'),
      slides: { months: 1, activities: ['purchase'] },
    });
  });
});
