import { randomUUID } from 'node:crypto';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { FixedClock } from '#testing/fixed-clock';
import { createPointsWorld, type PointsWorld } from '../../../test/worlds/points-world.js';

const coupon = { couponId: '0195f5a0-0000-7000-8000-00000000000c', title: '5 off', discountMinor: 500 };
const noSuchMember = { code: 'member_not_found', detail: 'No such member.' };

describe('settled purchases', () => {
  const clock = new FixedClock();
  let world: PointsWorld;
  let programId: string;
  beforeAll(async () => {
    world = await createPointsWorld(clock);
  });
  afterAll(() => world.test.close());
  beforeEach(() => {
    programId = randomUUID();
  });

  const posting = (
    purchase: Partial<PurchasePosting['purchase']>,
    rest: Partial<PurchasePosting> = {},
  ): PurchasePosting => ({
    purchaseId: randomUUID(),
    purchase: {
      transactionId: randomUUID(),
      member: 'card:1',
      occurredAt: '2026-11-20T10:15:00+08:00',
      currency: 'CNY',
      totalMinor: 10_000,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 10_000 }],
      settled: true,
      ...purchase,
    },
    actor: { type: 'client', id: 'till', scope: 'pos' },
    correlationId: 'test',
    locale: 'en',
    ...rest,
  });
  const of = (memberId: string, status: 'active' | 'earn_only' | 'suspended' = 'active') =>
    ({ member: { ok: true, value: { memberId, status } } }) as const;
  const post = async (one: PurchasePosting): Promise<PurchaseAnswer> => {
    const [result] = await world.purchases.execute(programId, [one]);
    if (!result?.ok) throw new Error(`Refused: ${result?.error.code ?? 'no result'}`);
    return result.value;
  };

  it('are recorded like others, and say that nothing was rejected', async () => {
    expect(await post(posting({}, of(randomUUID())))).toMatchObject({ points: { earned: 100 }, rejected: [] });
  });

  it('redeem what there is, or tell what could not be, in the first answer and in every other', async () => {
    const memberId = randomUUID();
    await post(posting({}, of(memberId)));
    expect(await post(posting({ redeem: { points: 60 } }, of(memberId)))).toMatchObject({
      amounts: { pointsMinor: 60 },
      rejected: [],
      balance: { available: 139 },
    });
    const short = posting({ redeem: { points: 140 } }, of(memberId));
    const answer = await post(short);
    expect(answer).toMatchObject({
      amounts: { pointsMinor: 0, payableMinor: 10_000 },
      points: { earned: 100, redeemed: 0 },
      rejected: [{ kind: 'redeem', code: 'insufficient_points', valueMinor: 140 }],
      balance: { available: 239 },
    });
    expect(await post({ ...short, purchaseId: randomUUID() })).toEqual({ ...answer, duplicate: true });
    expect(await post(posting({ redeem: { points: 1 } }, of(memberId, 'earn_only')))).toMatchObject({
      rejected: [{ kind: 'redeem', code: 'not_eligible', valueMinor: 1 }],
    });
  });

  it('take the coupons that can be used, and tell the others', async () => {
    const some = posting(
      { coupons: ['A', 'B'] },
      {
        ...of(randomUUID()),
        coupons: { ok: true, value: [coupon] },
        rejectedCoupons: [{ code: 'coupon_not_usable', valueMinor: 300 }],
      },
    );
    expect(await post(some)).toMatchObject({
      amounts: { couponMinor: 500, payableMinor: 9_500 },
      rejected: [{ kind: 'coupon', code: 'coupon_not_usable', valueMinor: 300 }],
    });
  });

  it('are nobody’s where the member cannot be found, and what a member would need is rejected with it', async () => {
    const unknown = posting({ coupons: ['A'], redeem: { points: 5 } }, { member: { ok: false, error: noSuchMember } });
    const answer = await post(unknown);
    expect(answer).toMatchObject({
      memberId: null,
      points: { earned: 0 },
      balance: null,
      receiptText: 'Recorded without points.',
      rejected: [
        { kind: 'member', code: 'member_not_found', valueMinor: 0 },
        { kind: 'coupon', code: 'coupon_not_usable', valueMinor: 0 },
        { kind: 'redeem', code: 'member_not_found', valueMinor: 5 },
      ],
    });
    expect(answer.claimCode).toBeUndefined();
    expect(await post({ ...unknown, ...of(randomUUID()) })).toEqual({ ...answer, duplicate: true });
  });

  it('earn nothing for a suspended member, whose purchase it is', async () => {
    const memberId = randomUUID();
    const one = posting({}, of(memberId, 'suspended'));
    expect(await post(one)).toMatchObject({
      memberId,
      points: { earned: 0 },
      rejected: [{ kind: 'member', code: 'member_suspended' }],
    });
    const [later] = await world.returns.execute(programId, [
      {
        ...one,
        return: {
          returnId: 'R-1',
          transactionId: one.purchase.transactionId,
          occurredAt: one.purchase.occurredAt,
          items: [{ line: 1, quantity: 1 }],
        },
      },
    ]);
    expect(later).toMatchObject({ ok: true, value: { refundMinor: 10_000, points: { clawedBack: 0 } } });
  });

  it('are refused for what they say themselves, and while their member cannot be looked up', async () => {
    const results = await world.purchases.execute(programId, [
      posting({ totalMinor: 9_999 }, of(randomUUID())),
      posting({}),
      posting({}, { member: { ok: false, error: { code: 'unavailable', detail: 'Members is down.' } } }),
    ]);
    expect(results.map((result) => (result.ok ? 'recorded' : result.error.code))).toEqual([
      'total_mismatch',
      'unavailable',
      'unavailable',
    ]);
  });
});
