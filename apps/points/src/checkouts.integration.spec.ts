import { randomUUID } from 'node:crypto';
import type { Caller, ItemResult } from '#contracts/internal/call';
import type { ReservedCoupon } from '#contracts/internal/benefits';
import type { ResolvedMember } from '#contracts/internal/members';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import { FixedClock } from '#testing/fixed-clock';
import { type TestDatabase } from '#testing/test-database';
import { createPointsWorld, type PointsWorld } from '../../../test/worlds/points-world.js';

const actor = { type: 'client', id: 'till', scope: 'pos' } as const;
const totalMinor = 10_000;
const basket = {
  member: 'card:1',
  storeId: 'S01',
  currency: 'CNY',
  totalMinor,
  items: [
    { line: 1, sku: 'A', quantity: 1, unitPriceMinor: 6_000 },
    { line: 2, sku: 'B', quantity: 1, unitPriceMinor: 4_000 },
  ],
};

describe('checkouts', () => {
  const clock = new FixedClock();
  let test: TestDatabase;
  let open: PointsWorld['openCheckout'];
  let release: PointsWorld['releaseCheckout'];
  let post: PointsWorld['purchases'];
  let settings: PointsWorld['settings'];
  let programId: string;
  let memberId: string;
  let count = 0;

  beforeAll(async () => {
    const world = await createPointsWorld(clock);
    ({ test, purchases: post, openCheckout: open, releaseCheckout: release, settings } = world);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock.set('2026-11-21T02:15:00Z');
    [programId, memberId] = [randomUUID(), randomUUID()];
    // A purchase of 1,000 CNY: 1,000 points to spend.
    const rich = {
      ...basket,
      totalMinor: 100_000,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 100_000 }],
    };
    answerOf(await buy(rich));
  });

  const member = (): ItemResult<ResolvedMember> => ({ ok: true, value: { memberId, status: 'active' } });
  const coupon: ReservedCoupon = { couponId: randomUUID(), title: 'Ten off', discountMinor: 1_000 };
  const caller = (): Caller => ({ programId, actor, correlationId: 'test', locale: 'en' });
  const checkOut = (changes: { readonly redeem?: { points: number }; readonly ttlSeconds?: number } = {}) =>
    open.execute(caller(), {
      checkoutId: randomUUID(),
      checkout: { ...basket, coupons: ['SECRET'], redeem: { points: 300 }, ttlSeconds: 600, ...changes },
      member: member(),
      coupons: { ok: true, value: [coupon] },
    });
  const buy = async (
    changes: Partial<PurchaseDto>,
    coupons?: ItemResult<readonly ReservedCoupon[]>,
  ): Promise<ItemResult<PurchaseAnswer>> => {
    const purchase = {
      ...basket,
      transactionId: `T-${String((count += 1))}`,
      occurredAt: clock.now().toISOString(),
      ...changes,
    };
    const posting = { purchaseId: randomUUID(), purchase, member: member(), coupons, actor } as const;
    const [result] = await post.execute(programId, [{ ...posting, correlationId: 'test', locale: 'en' }]);
    if (!result) throw new Error('A purchase has a result.');
    return result;
  };
  const answerOf = (result: ItemResult<PurchaseAnswer>): PurchaseAnswer => {
    if (!result.ok) throw new Error(`Refused: ${result.error.code}`);
    return result.value;
  };
  const codeOf = (result: ItemResult<PurchaseAnswer>): string => (result.ok ? 'recorded' : result.error.code);
  const refusedByBenefits: ItemResult<readonly ReservedCoupon[]> = {
    ok: false,
    error: { code: 'coupon_not_usable', detail: 'Over.' },
  };

  it('holds the points, and says what the basket will cost', async () => {
    const answer = await checkOut();
    expect(answer).toMatchObject({
      memberId,
      expiresAt: '2026-11-21T02:25:00.000Z',
      amounts: { totalMinor, couponMinor: 1_000, pointsMinor: 300, payableMinor: 8_700 },
      points: { redeemed: 300 },
      coupons: [coupon],
      balance: { available: 700, held: 300 },
    });
    expect(answer.lines.reduce((sum, { netMinor }) => sum + netMinor, 0)).toBe(8_700);
  });

  it('is captured once by a purchase that is not asked again for points or coupons', async () => {
    const { checkoutId } = await checkOut();
    // Settings that changed since, and a benefits service that has let go of the coupon, do not matter any more.
    const document = { redemption: { minimumPoints: 5_000 } };
    const written = { version: 1, document, contentHash: 'x', recordedAt: clock.now() };
    await settings.insert(programId, written, actor);
    clock.advance(599_999);
    const paying = { checkoutId, redeem: { points: 300 }, coupons: ['SECRET'] };
    const paid = answerOf(await buy(paying, refusedByBenefits));
    expect(paid).toMatchObject({
      amounts: { totalMinor, couponMinor: 1_000, pointsMinor: 300, payableMinor: 8_700 },
      points: { redeemed: 300 },
      coupons: [coupon],
      balance: { held: 0 },
    });
    expect(codeOf(await buy(paying))).toBe('already_captured');
    await expect(release.execute(caller(), checkoutId)).rejects.toMatchObject({ code: 'already_captured' });
    const again = { ...paying, transactionId: paid.transactionId };
    expect(answerOf(await buy(again))).toMatchObject({ duplicate: true, amounts: { payableMinor: 8_700 } });
  });

  it('gives what it holds to a purchase that names the checkout alone, and returns what it does not take', async () => {
    const whole = await checkOut();
    expect(answerOf(await buy({ checkoutId: whole.checkoutId }))).toMatchObject({
      amounts: { couponMinor: 1_000, pointsMinor: 300 },
      balance: { held: 0 },
    });
    const part = await checkOut();
    const before = part.balance?.available ?? 0;
    const paid = answerOf(await buy({ checkoutId: part.checkoutId, redeem: { points: 100 } }));
    expect(paid).toMatchObject({ amounts: { pointsMinor: 100 }, balance: { held: 0 } });
    expect(paid.balance?.available).toBe(before + 200 + paid.points.earned);
  });

  it('is released once, and then pays nothing', async () => {
    const { checkoutId } = await checkOut();
    expect(await release.execute(caller(), checkoutId)).toEqual({ checkoutId, returned: 300 });
    await expect(release.execute(caller(), checkoutId)).rejects.toMatchObject({ code: 'already_released' });
    expect(codeOf(await buy({ checkoutId }))).toBe('already_released');
    expect((await checkOut({ redeem: { points: 1_000 } })).balance).toMatchObject({ available: 0, held: 1_000 });
  });

  it('lapses by itself: then the purchase is asked for points and coupons like any other', async () => {
    const { checkoutId } = await checkOut({ ttlSeconds: 60 });
    clock.advance(60_000);
    expect(codeOf(await buy({ checkoutId }))).toBe('coupon_not_usable');
    expect(codeOf(await buy({ checkoutId, coupons: ['SECRET'] }, refusedByBenefits))).toBe('coupon_not_usable');
    const paid = answerOf(await buy({ checkoutId, coupons: ['SECRET'] }, { ok: true, value: [coupon] }));
    expect(paid).toMatchObject({ points: { redeemed: 300 }, amounts: { couponMinor: 1_000 } });
    await expect(release.execute(caller(), checkoutId)).rejects.toMatchObject({ code: 'already_released' });
  });

  it('refuses more points than there are, and leaves nothing', async () => {
    await expect(checkOut({ redeem: { points: 1_001 } })).rejects.toMatchObject({
      code: 'insufficient_points',
      data: { available: 1_000, missing: 1 },
    });
    expect((await checkOut({ redeem: { points: 1_000 } })).balance).toMatchObject({ available: 0, held: 1_000 });
  });

  it('is for its own member, basket and number of points', async () => {
    const { checkoutId } = await checkOut();
    const cheaper = [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1_000 }];
    expect(codeOf(await buy({ checkoutId, totalMinor: 1_000, items: cheaper }))).toBe('total_mismatch');
    expect(codeOf(await buy({ checkoutId, redeem: { points: 301 } }))).toBe('insufficient_points');
    const other: ReservedCoupon = { ...coupon, couponId: randomUUID() };
    expect(codeOf(await buy({ checkoutId, coupons: ['OTHER'] }, { ok: true, value: [other] }))).toBe(
      'coupon_not_usable',
    );
    expect(codeOf(await buy({ checkoutId: randomUUID() }))).toBe('not_found');
    memberId = randomUUID();
    expect(codeOf(await buy({ checkoutId }))).toBe('not_found');
  });
});
