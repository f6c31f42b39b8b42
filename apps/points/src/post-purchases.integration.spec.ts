import { randomUUID } from 'node:crypto';
import type { ItemResult } from '#contracts/internal/call';
import type { ResolvedMember } from '#contracts/internal/members';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import { schemaDrift } from '#testing/test-database';
import { pointsDatabase } from './database/points.database.js';
import { active, answerOf, codeOf, ReceiptWorld } from '../../../test/worlds/receipt-world.js';

describe('posting purchases', () => {
  let world: ReceiptWorld;

  beforeAll(async () => {
    world = await ReceiptWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('has tables that agree with their rows', async () => {
    expect(await schemaDrift(pointsDatabase, world.points.test.adminUrl)).toEqual([]);
  });

  it('answers what the receipt earned, by line, with the balance after it', async () => {
    const memberId = randomUUID();
    const one = world.posting(world.purchase('S01-1'), active(memberId));
    expect(answerOf(await world.post(one))).toEqual({
      purchaseId: one.purchaseId,
      transactionId: 'S01-1',
      duplicate: false,
      memberId,
      amounts: { totalMinor: 25_900, couponMinor: 0, pointsMinor: 0, payableMinor: 25_900, earnBaseMinor: 25_900 },
      points: {
        earned: 259,
        pending: 0,
        redeemed: 0,
        campaigns: [
          { code: 'base', version: 1, points: 259, reason: '1 point per 1 CNY', activatesAt: null, expiresAt: null },
        ],
      },
      lines: [
        { line: 1, netMinor: 24_000, earned: 240 },
        { line: 2, netMinor: 1_900, earned: 19 },
      ],
      coupons: [],
      balance: { available: 259, pending: 0, held: 0, debt: 0 },
      receiptText: 'Earned 259 points. Balance 259.',
    });
    const events = await world.database.query<{ type: string; memberSeq: number | null }>(
      `SELECT type, member_seq AS "memberSeq" FROM outbox WHERE program_id = $1 ORDER BY position`,
      [world.programId],
    );
    expect(events).toEqual([
      { type: 'points.campaign-published.v1', memberSeq: null },
      { type: 'points.purchase-recorded.v1', memberSeq: 1 },
      { type: 'points.points-earned.v1', memberSeq: 2 },
    ]);
    expect(await world.broken()).toEqual([]);
  });

  it('answers a repeated receipt with the original, balance included', async () => {
    const memberId = randomUUID();
    const first = answerOf(await world.post(world.posting(world.purchase('S01-1'), active(memberId))));
    await world.post(world.posting(world.purchase('S01-2'), active(memberId)));
    const again = answerOf(
      await world.post(
        world.posting(
          world.purchase('S01-1', { occurredAt: '2026-11-21T02:15:00Z', channel: 'pos' }),
          active(memberId),
        ),
      ),
    );
    expect(again).toEqual({ ...first, duplicate: true });
    expect(await world.walletOf(memberId)).toEqual({ available: 518, lifetimeEarned: 518, seq: 2 });
  });

  it('answers a repetition first, whatever has become of the member, the till or the clock', async () => {
    const memberId = randomUUID();
    await world.post(world.posting(world.purchase('S01-1'), active(memberId)));
    const suspended: ItemResult<ResolvedMember> = { ok: true, value: { memberId, status: 'suspended' } };
    const gone: ItemResult<ResolvedMember> = { ok: false, error: { code: 'member_not_found', detail: '' } };
    expect(answerOf(await world.post(world.posting(world.purchase('S01-1'), suspended))).duplicate).toBe(true);
    expect(answerOf(await world.post(world.posting(world.purchase('S01-1'), gone))).duplicate).toBe(true);
    const forbidden = { ...world.posting(world.purchase('S01-1'), gone), refusal: { code: 'forbidden', detail: '' } };
    expect(answerOf(await world.post(forbidden)).duplicate).toBe(true);
  });

  it.each<[string, Partial<PurchaseDto>]>([
    ['another total', { totalMinor: 1, items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1 }] }],
    ['a total that does not add up', { totalMinor: 1 }],
    ['another time', { occurredAt: '2026-11-21T02:15:01Z' }],
    ['no member', { member: undefined }],
  ])('refuses a taken id with %s', async (_case, changes) => {
    const memberId = randomUUID();
    await world.post(world.posting(world.purchase('S01-1'), active(memberId)));
    const body = world.purchase('S01-1', changes);
    expect(
      codeOf(await world.post(world.posting(body, body.member === undefined ? undefined : active(memberId)))),
    ).toBe('transaction_conflict');
    expect(await world.count('purchases')).toBe(1);
  });

  it('takes another spelling of the reference for the same when it names the same member', async () => {
    const memberId = randomUUID();
    await world.post(world.posting(world.purchase('S01-1'), active(memberId)));
    const spelled = world.purchase('S01-1', { member: 'phone:+8613800000000' });
    expect(answerOf(await world.post(world.posting(spelled, active(memberId)))).duplicate).toBe(true);
    expect(codeOf(await world.post(world.posting(spelled, active(randomUUID()))))).toBe('transaction_conflict');
    const unknown: ItemResult<ResolvedMember> = { ok: false, error: { code: 'member_not_found', detail: '' } };
    expect(codeOf(await world.post(world.posting(spelled, unknown)))).toBe('transaction_conflict');
  });

  it('judges each item of a group on its own and leaves the id of a refused one free', async () => {
    const memberId = randomUUID();
    const results = await world.points.purchases.execute(world.programId, [
      world.posting(world.purchase('good-1'), active(memberId)),
      world.posting(world.purchase('bad', { totalMinor: 1 }), active(memberId)),
      world.posting(world.purchase('stranger'), { ok: false, error: { code: 'member_not_found', detail: '' } }),
      world.posting(world.purchase('suspended'), { ok: true, value: { memberId, status: 'suspended' } }),
      world.posting(world.purchase('earn-only'), { ok: true, value: { memberId, status: 'earn_only' } }),
      world.posting(world.purchase('coupon', { coupons: ['C'] }), active(memberId)),
      world.posting(world.purchase('good-1'), active(memberId)),
      world.posting(world.purchase('good-1', { totalMinor: 1 }), active(memberId)),
      world.posting(world.purchase('late', { totalMinor: 1 }), active(memberId)),
      world.posting(world.purchase('late'), active(memberId)),
      world.posting(world.purchase('late'), active(memberId)),
    ]);
    expect(results.map((result) => (result.ok ? result.value.duplicate : result.error.code))).toEqual([
      false,
      'total_mismatch',
      'member_not_found',
      'member_suspended',
      false,
      'coupon_not_usable',
      true,
      'transaction_conflict',
      'total_mismatch',
      false,
      true,
    ]);
    expect(answerOf(results[9]).balance?.available).toBe(777);
    expect(await world.count('receipts')).toBe(3);
    expect(answerOf(await world.post(world.posting(world.purchase('bad'), active(memberId)))).points.earned).toBe(259);
    expect(await world.broken()).toEqual([]);
  });

  it('records a purchase below one point without a posting', async () => {
    const memberId = randomUUID();
    const small = world.purchase('S01-1', {
      totalMinor: 99,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 99 }],
    });
    const answer = answerOf(await world.post(world.posting(small, active(memberId))));
    expect(answer.points).toEqual({ earned: 0, pending: 0, redeemed: 0, campaigns: [] });
    expect(await world.count('ledger_transactions')).toBe(0);
    expect(await world.count('purchases')).toBe(1);
  });

  it('uses the tier that held when it happened, as known now', async () => {
    const memberId = randomUUID();
    const since = (instant: string, level: string, memberSeq: number) => ({
      programId: world.programId,
      memberId,
      ladder: 'default',
      level,
      memberSeq,
      since: new Date(instant),
    });
    await world.points.history.recordLevels([
      since('2026-01-01T00:00:00Z', 'silver-1', 1),
      since('2026-11-01T00:00:00Z', 'gold-1', 2),
    ]);
    await world.post(world.posting(world.purchase('now'), active(memberId)));
    await world.post(world.posting(world.purchase('then', { occurredAt: '2026-05-01T00:00:00Z' }), active(memberId)));
    await world.post(world.posting(world.purchase('before', { occurredAt: '2025-05-01T00:00:00Z' }), active(memberId)));
    const levels = await world.database.query(
      `SELECT tier_level AS level FROM ledger_entries WHERE program_id = $1 AND account = 'available' ORDER BY seq`,
      [world.programId],
    );
    expect(levels).toEqual([{ level: 'gold-1' }, { level: 'silver-1' }, { level: null }]);
  });

  it('is evaluated without points that are over, whether or not the ledger has followed the clock', async () => {
    const memberId = randomUUID();
    await world.buy('T-1', memberId);
    await world.expireLotsOf('T-1', new Date(world.clock.now().getTime() + 60_000));
    const evaluate = (redeem?: { points: number }) =>
      world.points.evaluate.execute(world.caller, {
        purchase: world.purchase('T-2', redeem && { redeem }),
        member: active(memberId),
      });
    expect((await evaluate()).balance?.available).toBe(518);
    world.clock.advance(60_000);
    expect((await evaluate()).balance?.available).toBe(259);
    await expect(evaluate({ points: 100 })).rejects.toThrow(expect.objectContaining({ code: 'insufficient_points' }));
    expect(await world.walletOf(memberId)).toMatchObject({ available: 259, seq: 1 });
    expect((await world.buy('T-2', memberId)).balance?.available).toBe(259);
  });
});
