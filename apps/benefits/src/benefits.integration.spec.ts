import { randomUUID } from 'node:crypto';
import { type AnyNewEvent, EventOutbox } from '#contracts/events/outbox';
import type { CouponReservation } from '#contracts/internal/benefits';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, schemaDrift, type TestDatabase } from '#testing/test-database';
import { DefineBenefits } from './application/define-benefits.js';
import { ExpireGrants } from './application/expire-grants.js';
import { FollowMembers } from './application/follow-members.js';
import { FollowPurchases } from './application/follow-purchases.js';
import { GrantBenefits } from './application/grant-benefits.js';
import { ListBenefits } from './application/list-benefits.js';
import { ReserveCoupons } from './application/reserve-coupons.js';
import { ReversePurchases } from './application/reverse-purchases.js';
import { benefitsDatabase } from './database/benefits.database.js';
import { CouponsStore } from './database/coupons.store.js';
import { DefinitionsStore } from './database/definitions.store.js';
import { DerivedCouponCodes } from './database/derived-coupon-codes.js';
import { GrantsStore } from './database/grants.store.js';

class RecordedOutbox extends EventOutbox {
  readonly events: AnyNewEvent[] = [];

  override append(events: readonly AnyNewEvent[]): Promise<string[]> {
    this.events.push(...events);
    return Promise.resolve(events.map(() => randomUUID()));
  }
}

const dayMs = 24 * 60 * 60 * 1000;

describe('benefits', () => {
  let test: TestDatabase;
  const clock = new FixedClock();
  const outbox = new RecordedOutbox();
  let members: FollowMembers;
  let purchases: FollowPurchases;
  let reverse: ReversePurchases;
  let list: ListBenefits;
  let reserve: ReserveCoupons;
  let define: DefineBenefits;
  let expire: ExpireGrants;
  let programId: string;

  beforeAll(async () => {
    test = await createTestDatabase(benefitsDatabase);
    const { database } = test;
    const codes = new DerivedCouponCodes('k'.repeat(32));
    const definitions = new DefinitionsStore(database, clock);
    const grants = new GrantsStore(database, codes);
    const coupons = new CouponsStore(database);
    const grantBenefits = new GrantBenefits(definitions, grants, outbox, clock, new RandomIds(clock));
    members = new FollowMembers(grants, grantBenefits);
    purchases = new FollowPurchases(coupons, grants, grantBenefits, outbox, clock);
    reverse = new ReversePurchases(coupons, grants, outbox, clock);
    list = new ListBenefits(grants, definitions, codes, clock);
    reserve = new ReserveCoupons(coupons, definitions, database, clock);
    define = new DefineBenefits(definitions, database, clock);
    expire = new ExpireGrants(grants, outbox, database);
  });
  beforeEach(() => {
    programId = randomUUID();
    clock.set('2026-11-21T02:15:00Z');
    outbox.events.length = 0;
  });
  afterAll(() => test.close());

  const enroll = async (occurredAt = clock.now()): Promise<string> => {
    const memberId = randomUUID();
    await members.enrolled(programId, [{ memberId, eventId: randomUUID(), occurredAt }]);
    return memberId;
  };
  const welcomeOf = async (memberId: string): Promise<{ code: string; couponId: string }> => {
    const [coupons] = await list.coupons(programId, [{ memberId }], 'en');
    const [coupon] = coupons ?? [];
    return { code: coupon?.display?.text ?? '', couponId: coupon?.id ?? '' };
  };
  const reservation = (memberId: string, code: string, transactionId: string): CouponReservation => ({
    transactionId,
    attemptId: randomUUID(),
    memberId,
    codes: [code],
    basket: {
      storeId: 'S01',
      occurredAt: clock.now().toISOString(),
      currency: 'CNY',
      totalMinor: 10_000,
      lines: [{ line: 1, sku: 'A', category: null, quantity: 1, netMinor: 10_000 }],
    },
  });
  const purchaseOf = (memberId: string, transactionId: string, couponIds: readonly string[] = []) => ({
    purchaseId: randomUUID(),
    transactionId,
    memberId,
    storeId: 'S01',
    occurredAt: clock.now(),
    couponIds,
  });
  const statusOf = async (memberId: string, code: string): Promise<string | undefined> => {
    const [benefits] = await list.benefits(programId, [{ memberId }], 'en');
    return benefits?.find((benefit) => benefit.code === code)?.status;
  };

  it('has tables that agree with their rows', async () => {
    expect(await schemaDrift(benefitsDatabase, test.adminUrl)).toEqual([]);
  });

  it('grants the welcome coupon once, whatever is told again', async () => {
    const memberId = await enroll();
    await members.enrolled(programId, [{ memberId, eventId: randomUUID(), occurredAt: clock.now() }]);
    const [coupons] = await list.coupons(programId, [{ memberId }], 'en');
    expect(coupons).toEqual([
      expect.objectContaining({ status: 'AVAILABLE', percentOff: 10, usableNow: true, whyNot: [] }),
    ]);
    expect(outbox.events.filter(({ type }) => type === 'benefits.coupon-issued.v1')).toHaveLength(1);
  });

  it('records what was over before it was heard of as expired, and tells nobody', async () => {
    const memberId = await enroll(new Date('2011-03-01T10:00:00Z'));
    expect(await statusOf(memberId, 'welcome')).toBe('EXPIRED');
    expect(outbox.events.map(({ data }) => (data as { code?: string }).code)).toEqual(['member-service']);
  });

  it('lists what a member does not have, with the level or purchase that is missing', async () => {
    const memberId = await enroll();
    const [benefits] = await list.benefits(programId, [{ memberId }], 'en');
    const reasons = Object.fromEntries(
      (benefits ?? []).map(({ code, whyNot }) => [code, whyNot.map((reason) => reason.code)]),
    );
    expect(reasons).toEqual({
      welcome: [],
      'member-service': [],
      'come-back': ['first_purchase_missing'],
      'free-parking': ['tier_too_low'],
      'queue-skip': ['tier_too_low'],
      'tier-gift': ['tier_too_low'],
    });
  });

  it('lists what is held newest first, and of one occasion what ends first', async () => {
    const memberId = await enroll();
    clock.advance(1);
    await purchases.execute(programId, [purchaseOf(memberId, 'T1')]);
    const [benefits] = await list.benefits(programId, [{ memberId }], 'en');
    expect(benefits?.slice(0, 3).map(({ code }) => code)).toEqual(['come-back', 'welcome', 'member-service']);
  });

  it('grants for the first purchase and for a higher tier', async () => {
    const memberId = await enroll();
    await purchases.execute(programId, [purchaseOf(memberId, 'T1'), purchaseOf(memberId, 'T2')]);
    await purchases.execute(programId, [purchaseOf(memberId, 'T3')]);
    await members.tierChanged(programId, [
      { memberId, eventId: randomUUID(), occurredAt: clock.now(), level: 'gold-1', upgrade: true },
    ]);
    const granted = outbox.events
      .filter(({ type }) => type === 'benefits.benefit-granted.v1')
      .map(({ data }) => (data as { code: string }).code);
    expect(granted.sort()).toEqual(['come-back', 'free-parking', 'member-service', 'tier-gift', 'welcome']);
  });

  it('holds a coupon for one transaction at a time: of 20 tills at once, one gets it', async () => {
    const memberId = await enroll();
    const { code } = await welcomeOf(memberId);
    const tills = Array.from({ length: 20 }, (_, till) =>
      reserve.execute(programId, reservation(memberId, code, `T${String(till)}`), 'en'),
    );
    const outcomes = await Promise.allSettled(tills);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as { data: unknown }).data] : [],
    );
    expect(reasons[0]).toMatchObject({ coupons: [{ index: 0, whyNot: [{ code: 'reserved' }] }] });
  });

  it('answers the same transaction the same again, also after its purchase', async () => {
    const memberId = await enroll();
    const { code, couponId } = await welcomeOf(memberId);
    const attempt = reservation(memberId, code, 'T1');
    const first = await reserve.execute(programId, attempt, 'en');
    expect(first).toEqual([{ couponId, title: 'Welcome: 10 % off', discountMinor: 1_000 }]);
    const purchase = { ...purchaseOf(memberId, 'T1', [couponId]), purchaseId: attempt.attemptId };
    await purchases.execute(programId, [purchase]);
    expect(await reserve.execute(programId, reservation(memberId, code, 'T1'), 'en')).toEqual(first);
    await expect(reserve.execute(programId, reservation(memberId, code, 'T2'), 'en')).rejects.toMatchObject({
      code: 'coupon_not_usable',
    });
  });

  it('gives a coupon back when its attempt was refused, unless another attempt of the transaction holds it', async () => {
    const memberId = await enroll();
    const { code } = await welcomeOf(memberId);
    const refused = reservation(memberId, code, 'T1');
    const accepted = reservation(memberId, code, 'T1');
    await reserve.execute(programId, refused, 'en');
    await reserve.execute(programId, accepted, 'en');
    await reserve.release(programId, { attemptIds: [refused.attemptId] });
    await expect(reserve.execute(programId, reservation(memberId, code, 'T2'), 'en')).rejects.toMatchObject({
      code: 'coupon_not_usable',
    });
    await reserve.release(programId, { attemptIds: [accepted.attemptId] });
    await expect(reserve.execute(programId, reservation(memberId, code, 'T2'), 'en')).resolves.toHaveLength(1);
  });

  it('lets a hold without a purchase lapse', async () => {
    const memberId = await enroll();
    const { code } = await welcomeOf(memberId);
    await reserve.execute(programId, reservation(memberId, code, 'T1'), 'en');
    clock.advance(dayMs);
    await expect(reserve.execute(programId, reservation(memberId, code, 'T2'), 'en')).resolves.toHaveLength(1);
  });

  it('holds a coupon for a checkout as long as asked, then for whoever comes first, and never for two', async () => {
    const memberId = await enroll();
    const { code, couponId } = await welcomeOf(memberId);
    const holdUntil = new Date(clock.now().getTime() + 60_000).toISOString();
    const checkout = { ...reservation(memberId, code, 'checkout:1'), holdUntil };
    await reserve.execute(programId, checkout, 'en');
    const other = reservation(memberId, code, 'T2');
    await expect(reserve.execute(programId, other, 'en')).rejects.toMatchObject({ code: 'coupon_not_usable' });
    clock.advance(60_000);
    await reserve.execute(programId, other, 'en');
    await purchases.execute(programId, [{ ...purchaseOf(memberId, 'T2', [couponId]), purchaseId: other.attemptId }]);
    const late = reserve.execute(programId, reservation(memberId, code, 'checkout:1'), 'en');
    await expect(late).rejects.toMatchObject({ code: 'coupon_not_usable' });
  });

  it('gives back all that a released checkout held', async () => {
    const memberId = await enroll();
    const { code } = await welcomeOf(memberId);
    await reserve.execute(programId, reservation(memberId, code, 'checkout:1'), 'en');
    await reserve.execute(programId, reservation(memberId, code, 'checkout:1'), 'en');
    await reserve.release(programId, { attemptIds: [], transactionIds: ['checkout:1'] });
    await expect(reserve.execute(programId, reservation(memberId, code, 'T2'), 'en')).resolves.toHaveLength(1);
  });

  it('tells nothing about a coupon of another member', async () => {
    const { code } = await welcomeOf(await enroll());
    const stranger = await enroll();
    const attempt = reserve.execute(programId, reservation(stranger, code, 'T1'), 'en');
    await expect(attempt).rejects.toMatchObject({ data: { coupons: [{ index: 0, whyNot: [{ code: 'not_owner' }] }] } });
  });

  it('uses a coupon once, however often its purchase is told', async () => {
    const memberId = await enroll();
    const { code, couponId } = await welcomeOf(memberId);
    await reserve.execute(programId, reservation(memberId, code, 'T1'), 'en');
    const purchase = purchaseOf(memberId, 'T1', [couponId]);
    await purchases.execute(programId, [purchase]);
    await purchases.execute(programId, [purchase]);
    const redeemed = outbox.events.filter(({ type }) => type === 'benefits.coupon-redeemed.v1');
    expect(redeemed.map(({ data }) => data)).toEqual([
      { couponId, purchaseId: purchase.purchaseId, storeId: 'S01', discountMinor: 1_000 },
    ]);
    expect(await statusOf(memberId, 'welcome')).toBe('USED');
  });

  it('gives back what a reversed purchase had used, within its validity, and takes what it had made due', async () => {
    const memberId = await enroll();
    const { code, couponId } = await welcomeOf(memberId);
    await reserve.execute(programId, reservation(memberId, code, 'T1'), 'en');
    const purchase = purchaseOf(memberId, 'T1', [couponId]);
    await purchases.execute(programId, [purchase]);
    expect([await statusOf(memberId, 'welcome'), await statusOf(memberId, 'come-back')]).toEqual(['USED', 'USABLE']);
    outbox.events.length = 0;
    await reverse.execute(programId, [purchase]);
    await reverse.execute(programId, [purchase]);
    expect([await statusOf(memberId, 'welcome'), await statusOf(memberId, 'come-back')]).toEqual([
      'USABLE',
      'RETURNED',
    ]);
    const [coupons] = await list.coupons(programId, [{ memberId }], 'en');
    expect(coupons?.map(({ status, usableNow }) => [status, usableNow]).sort()).toEqual([
      ['AVAILABLE', true],
      ['VOID', false],
    ]);
    expect(outbox.events).toEqual([
      expect.objectContaining({
        type: 'benefits.benefit-ended.v1',
        memberId,
        data: expect.objectContaining({ outcome: 'returned', purchaseId: purchase.purchaseId }),
      }),
    ]);
    // Another purchase can have it, and is the first one now.
    await expect(reserve.execute(programId, reservation(memberId, code, 'T2'), 'en')).resolves.toHaveLength(1);
    outbox.events.length = 0;
    await purchases.execute(programId, [purchaseOf(memberId, 'T2')]);
    expect(outbox.events.filter(({ type }) => type === 'benefits.benefit-granted.v1')).toHaveLength(1);
    clock.advance(30 * dayMs);
    expect(await statusOf(memberId, 'welcome')).toBe('EXPIRED');
  });

  it.each(['before', 'after'])('makes nothing due by a claim that is told %s its reversal', async (order) => {
    const memberId = await enroll();
    const { memberId: _claimant, ...unclaimed } = purchaseOf(memberId, 'T1');
    const claim = () => purchases.execute(programId, [{ ...unclaimed, memberId, claimed: true }]);
    const reversal = () => reverse.execute(programId, [unclaimed]);
    for (const step of order === 'before' ? [claim, reversal] : [reversal, claim])
      await test.database.run(() => step());
    expect(await statusOf(memberId, 'come-back')).toBe(order === 'before' ? 'RETURNED' : 'NOT_USABLE');
  });

  it('ends a grant at its instant, and records it once', async () => {
    const memberId = await enroll();
    clock.advance(30 * dayMs - 1);
    expect(await statusOf(memberId, 'welcome')).toBe('USABLE');
    clock.advance(1);
    expect(await statusOf(memberId, 'welcome')).toBe('EXPIRED');
    outbox.events.length = 0;
    await Promise.all([expire.execute(clock.now()), expire.execute(clock.now())]);
    expect(outbox.events.filter((event) => event.memberId === memberId)).toHaveLength(1);
  });

  it('judges a coupon by store and basket and says what is missing', async () => {
    const definition = {
      title: { en: '20 off' },
      layer: 'base',
      kind: 'coupon',
      trigger: { type: 'enrolment' },
      validDays: 10,
      storeIds: ['S01'],
      coupon: { discountMinor: 2_000, minSpendMinor: 20_000, currency: 'CNY' },
    };
    const draft = await define.putDraft(programId, 'twenty-off', definition);
    await expect(define.publish(programId, 'twenty-off', 'another')).rejects.toMatchObject({ code: 'draft_changed' });
    await define.publish(programId, 'twenty-off', draft.contentHash);
    await expect(define.publish(programId, 'twenty-off', draft.contentHash)).resolves.toMatchObject({ version: 1 });
    const memberId = await enroll();
    const basket = [{ sku: 'A', quantity: '1', unitPriceMinor: 15_000 }];
    const [there] = await list.benefits(programId, [{ memberId, context: { storeId: 'S02', basket } }], 'en');
    expect(there?.find(({ code }) => code === 'twenty-off')).toMatchObject({
      usableNow: false,
      whyNot: [
        { code: 'wrong_store', required: 'S01' },
        { code: 'min_spend', missing: 5_000 },
      ],
    });
  });

  it('refuses a definition that its schema does not allow, by field', async () => {
    const attempt = (): unknown =>
      define.putDraft(programId, 'x', {
        title: { en: 'x' },
        layer: 'base',
        kind: 'coupon',
        trigger: { type: 'enrolment' },
        extra: 1,
      });
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'rule_invalid',
        errors: expect.arrayContaining([expect.objectContaining({ pointer: '/extra' })]),
      }),
    );
  });

  it('keeps no coupon code in clear', async () => {
    const { code } = await welcomeOf(await enroll());
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    const rows = await test.database.query<{ text: string }>('SELECT grants::text AS text FROM grants');
    expect(rows.some(({ text }) => text.includes(code))).toBe(false);
  });
});
