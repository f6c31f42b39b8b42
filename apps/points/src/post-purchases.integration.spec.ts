import { randomUUID } from 'node:crypto';
import type { Caller, ItemResult } from '#contracts/internal/call';
import type { ResolvedMember } from '#contracts/internal/members';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import { FixedClock } from '#testing/fixed-clock';
import { schemaDrift, type TestDatabase } from '#testing/test-database';
import { pointsDatabase } from './database/points.database.js';
import { createPointsWorld, type PointsWorld } from '../../../test/worlds/points-world.js';

const actor = { type: 'client', id: 'till', scope: 'pos' } as const;

describe('posting purchases', () => {
  const clock = new FixedClock();
  let world: PointsWorld;
  let test: TestDatabase;
  let post: PointsWorld['purchases'];
  let claim: PointsWorld['claims'];
  let programId: string;

  beforeAll(async () => {
    world = await createPointsWorld(clock);
    ({ test, purchases: post, claims: claim } = world);
  });
  afterAll(() => test.close());
  beforeEach(() => {
    clock.set('2026-11-21T02:15:00Z');
    programId = randomUUID();
  });

  const purchase = (transactionId: string, changes: Partial<PurchaseDto> = {}): PurchaseDto => ({
    transactionId,
    storeId: 'S01',
    member: 'card:6220001',
    occurredAt: '2026-11-21T10:15:00+08:00',
    currency: 'CNY',
    totalMinor: 25_900,
    items: [
      { line: 1, sku: 'CAT-FOOD-2KG', category: 'pet-food', quantity: 2, unitPriceMinor: 12_000, discountMinor: 0 },
      { line: 2, sku: 'TOY-01', quantity: 1, unitPriceMinor: 1_900 },
    ],
    ...changes,
  });
  const active = (memberId: string): ItemResult<ResolvedMember> => ({
    ok: true,
    value: { memberId, status: 'active' },
  });
  const posting = (body: PurchaseDto, member?: ItemResult<ResolvedMember>): PurchasePosting => ({
    purchaseId: randomUUID(),
    purchase: body,
    member,
    actor,
    correlationId: 'test',
    locale: 'en',
  });
  const anonymous = (transactionId: string): PurchasePosting => posting(purchase(transactionId, { member: undefined }));
  const postOne = async (one: PurchasePosting): Promise<ItemResult<PurchaseAnswer>> => {
    const [result] = await post.execute(programId, [one]);
    return result!;
  };
  const answerOf = (result: ItemResult<PurchaseAnswer> | undefined): PurchaseAnswer => {
    if (!result?.ok) throw new Error(`Refused: ${result?.error.code ?? 'no result'}`);
    return result.value;
  };
  const codeOf = (result: ItemResult<PurchaseAnswer> | undefined): string | undefined =>
    result?.ok ? undefined : result?.error.code;
  const caller = (): Caller => ({ programId, actor, correlationId: 'test', locale: 'en' });
  const count = async (table: string): Promise<number> => {
    const [row] = await test.database.query<{ count: number }>(`SELECT count(*) FROM ${table} WHERE program_id = $1`, [
      programId,
    ]);
    return row?.count ?? -1;
  };
  const walletOf = async (memberId: string) => {
    const [wallet] = await test.database.query<{ available: number; lifetimeEarned: number; seq: number }>(
      `SELECT available, lifetime_earned AS "lifetimeEarned", seq FROM wallets WHERE program_id = $1 AND member_id = $2`,
      [programId, memberId],
    );
    return wallet;
  };

  /** Every member's wallet equals the sum of its entries and of its lots, and every transaction sums to zero. */
  const expectLedgerToHold = async (): Promise<void> => {
    const wrong = await test.database.query(
      `SELECT w.member_id
         FROM wallets w
        WHERE w.program_id = $1
          AND (w.available, w.available) IS DISTINCT FROM (
                (SELECT coalesce(sum(delta), 0)::bigint FROM ledger_entries e
                  WHERE e.program_id = w.program_id AND e.member_id = w.member_id AND e.account = 'available'),
                (SELECT coalesce(sum(remaining), 0)::bigint FROM lots l
                  WHERE l.program_id = w.program_id AND l.member_id = w.member_id))
        UNION ALL
       SELECT member_id FROM ledger_entries WHERE program_id = $1 GROUP BY member_id, seq HAVING sum(delta) <> 0`,
      [programId],
    );
    expect(wrong).toEqual([]);
  };

  it('has tables that agree with their rows', async () => {
    expect(await schemaDrift(pointsDatabase, test.adminUrl)).toEqual([]);
  });

  it('answers what the receipt earned, by line, with the balance after it', async () => {
    const memberId = randomUUID();
    const one = posting(purchase('S01-1'), active(memberId));
    expect(answerOf(await postOne(one))).toEqual({
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
    const events = await test.database.query<{ type: string; memberSeq: number | null }>(
      `SELECT type, member_seq AS "memberSeq" FROM outbox WHERE program_id = $1 ORDER BY position`,
      [programId],
    );
    expect(events).toEqual([
      { type: 'points.campaign-published.v1', memberSeq: null },
      { type: 'points.purchase-recorded.v1', memberSeq: 1 },
      { type: 'points.points-earned.v1', memberSeq: 2 },
    ]);
    await expectLedgerToHold();
  });

  it('answers a repeated receipt with the original, balance included', async () => {
    const memberId = randomUUID();
    const first = answerOf(await postOne(posting(purchase('S01-1'), active(memberId))));
    await postOne(posting(purchase('S01-2'), active(memberId)));
    const again = answerOf(
      await postOne(
        posting(purchase('S01-1', { occurredAt: '2026-11-21T02:15:00Z', channel: 'pos' }), active(memberId)),
      ),
    );
    expect(again).toEqual({ ...first, duplicate: true });
    expect(await walletOf(memberId)).toEqual({ available: 518, lifetimeEarned: 518, seq: 2 });
  });

  it('answers a repetition first, whatever has become of the member, the till or the clock', async () => {
    const memberId = randomUUID();
    await postOne(posting(purchase('S01-1'), active(memberId)));
    const suspended: ItemResult<ResolvedMember> = { ok: true, value: { memberId, status: 'suspended' } };
    const gone: ItemResult<ResolvedMember> = { ok: false, error: { code: 'member_not_found', detail: '' } };
    expect(answerOf(await postOne(posting(purchase('S01-1'), suspended))).duplicate).toBe(true);
    expect(answerOf(await postOne(posting(purchase('S01-1'), gone))).duplicate).toBe(true);
    const forbidden = { ...posting(purchase('S01-1'), gone), refusal: { code: 'forbidden', detail: '' } };
    expect(answerOf(await postOne(forbidden)).duplicate).toBe(true);
  });

  it.each<[string, Partial<PurchaseDto>]>([
    ['another total', { totalMinor: 1, items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1 }] }],
    ['a total that does not add up', { totalMinor: 1 }],
    ['another time', { occurredAt: '2026-11-21T02:15:01Z' }],
    ['no member', { member: undefined }],
  ])('refuses a taken id with %s', async (_case, changes) => {
    const memberId = randomUUID();
    await postOne(posting(purchase('S01-1'), active(memberId)));
    const body = purchase('S01-1', changes);
    expect(codeOf(await postOne(posting(body, body.member === undefined ? undefined : active(memberId))))).toBe(
      'transaction_conflict',
    );
    expect(await count('purchases')).toBe(1);
  });

  it('takes another spelling of the reference for the same when it names the same member', async () => {
    const memberId = randomUUID();
    await postOne(posting(purchase('S01-1'), active(memberId)));
    const spelled = purchase('S01-1', { member: 'phone:+8613800000000' });
    expect(answerOf(await postOne(posting(spelled, active(memberId)))).duplicate).toBe(true);
    expect(codeOf(await postOne(posting(spelled, active(randomUUID()))))).toBe('transaction_conflict');
    const unknown: ItemResult<ResolvedMember> = { ok: false, error: { code: 'member_not_found', detail: '' } };
    expect(codeOf(await postOne(posting(spelled, unknown)))).toBe('transaction_conflict');
  });

  it('judges each item of a group on its own and leaves the id of a refused one free', async () => {
    const memberId = randomUUID();
    const results = await post.execute(programId, [
      posting(purchase('good-1'), active(memberId)),
      posting(purchase('bad', { totalMinor: 1 }), active(memberId)),
      posting(purchase('stranger'), { ok: false, error: { code: 'member_not_found', detail: '' } }),
      posting(purchase('suspended'), { ok: true, value: { memberId, status: 'suspended' } }),
      posting(purchase('earn-only'), { ok: true, value: { memberId, status: 'earn_only' } }),
      posting(purchase('coupon', { coupons: ['C'] }), active(memberId)),
      posting(purchase('good-1'), active(memberId)),
      posting(purchase('good-1', { totalMinor: 1 }), active(memberId)),
      posting(purchase('late', { totalMinor: 1 }), active(memberId)),
      posting(purchase('late'), active(memberId)),
      posting(purchase('late'), active(memberId)),
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
    expect(await count('receipts')).toBe(3);
    expect(answerOf(await postOne(posting(purchase('bad'), active(memberId)))).points.earned).toBe(259);
    await expectLedgerToHold();
  });

  it('records a purchase below one point without a posting', async () => {
    const memberId = randomUUID();
    const small = purchase('S01-1', {
      totalMinor: 99,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 99 }],
    });
    const answer = answerOf(await postOne(posting(small, active(memberId))));
    expect(answer.points).toEqual({ earned: 0, pending: 0, redeemed: 0, campaigns: [] });
    expect(await count('ledger_transactions')).toBe(0);
    expect(await count('purchases')).toBe(1);
  });

  it('earns one receipt once, however many post it at the same time', async () => {
    const memberId = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 16 }, () => postOne(posting(purchase('S01-1'), active(memberId)))),
    );
    expect(results.filter((result) => !answerOf(result).duplicate)).toHaveLength(1);
    expect(new Set(results.map((result) => answerOf(result).purchaseId)).size).toBe(1);
    expect(await walletOf(memberId)).toEqual({ available: 259, lifetimeEarned: 259, seq: 1 });
  });

  it('books 64 purchases of one member at once without losing or doubling any', async () => {
    const memberId = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, n) => postOne(posting(purchase(`S01-${String(n)}`), active(memberId)))),
    );
    const balances = results.map((result) => answerOf(result).balance?.available ?? 0).sort((a, b) => a - b);
    expect(balances).toEqual(Array.from({ length: 64 }, (_, n) => (n + 1) * 259));
    expect(await walletOf(memberId)).toEqual({ available: 64 * 259, lifetimeEarned: 64 * 259, seq: 64 });
    await expectLedgerToHold();
  });

  it('lets groups with the same members and receipts in any order through', async () => {
    const members = Array.from({ length: 10 }, () => randomUUID());
    const group = (round: number): PurchasePosting[] =>
      members.map((memberId, n) =>
        posting(purchase(`S-${String((n + round) % 12)}`), active(members[(n * 7 + round) % 10] ?? memberId)),
      );
    const results = (
      await Promise.all(Array.from({ length: 12 }, (_, round) => post.execute(programId, group(round))))
    ).flat();
    expect(results.filter((result) => result.ok && !result.value.duplicate)).toHaveLength(await count('purchases'));
    await expectLedgerToHold();
  });

  it('leaves nothing of a group that was cut off before its commit', async () => {
    const memberId = randomUUID();
    await postOne(posting(purchase('S01-0'), active(memberId)));
    const cutOff = test.database.run(async () => {
      await post.execute(programId, [posting(purchase('S01-1'), active(memberId)), anonymous('S01-2')]);
      throw new Error('power cut');
    });
    await expect(cutOff).rejects.toThrow('power cut');
    expect([
      await count('receipts'),
      await count('purchases'),
      await count('ledger_entries'),
      await count('lots'),
    ]).toEqual([1, 1, 2, 1]);
    expect(answerOf(await postOne(posting(purchase('S01-1'), active(memberId)))).balance?.available).toBe(518);
  });

  it('uses the tier that held when it happened, as known now', async () => {
    const memberId = randomUUID();
    const since = (instant: string, level: string, memberSeq: number) => ({
      programId,
      memberId,
      ladder: 'default',
      level,
      memberSeq,
      since: new Date(instant),
    });
    await world.history.recordLevels([
      since('2026-01-01T00:00:00Z', 'silver-1', 1),
      since('2026-11-01T00:00:00Z', 'gold-1', 2),
    ]);
    await postOne(posting(purchase('now'), active(memberId)));
    await postOne(posting(purchase('then', { occurredAt: '2026-05-01T00:00:00Z' }), active(memberId)));
    await postOne(posting(purchase('before', { occurredAt: '2025-05-01T00:00:00Z' }), active(memberId)));
    const levels = await test.database.query(
      `SELECT tier_level AS level FROM ledger_entries WHERE program_id = $1 AND account = 'available' ORDER BY seq`,
      [programId],
    );
    expect(levels).toEqual([{ level: 'gold-1' }, { level: 'silver-1' }, { level: null }]);
  });

  describe('an anonymous purchase', () => {
    it('is stored with a code that a repetition gets again, also after the claim', async () => {
      const first = answerOf(await postOne(anonymous('S01-1')));
      expect(first).toMatchObject({ memberId: null, balance: null, points: { earned: 0, campaigns: [] } });
      expect(first.claimCode).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){4}$/);
      expect(first.receiptText).toContain(first.claimCode);
      expect(answerOf(await postOne(anonymous('S01-1')))).toEqual({ ...first, duplicate: true });
      await claim.execute(caller(), {
        transactionId: 'S01-1',
        claimCode: first.claimCode!,
        member: { memberId: randomUUID(), status: 'active' },
      });
      expect(answerOf(await postOne(anonymous('S01-1')))).toEqual({ ...first, duplicate: true });
    });

    it('goes to exactly one of those who claim it at the same time', async () => {
      const { claimCode } = answerOf(await postOne(anonymous('S01-1')));
      const members = Array.from({ length: 8 }, () => randomUUID());
      const claims = await Promise.allSettled(
        members.map((memberId) =>
          claim.execute(caller(), {
            transactionId: 'S01-1',
            claimCode: claimCode!,
            member: { memberId, status: 'active' },
          }),
        ),
      );
      const won = claims.filter((each) => each.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const each of claims)
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'already_claimed' });
      expect(won[0]?.value).toMatchObject({ points: { earned: 259 }, balance: { available: 259 } });
      expect(won[0]?.value.claimCode).toBeUndefined();
      expect(await count('ledger_transactions')).toBe(1);
      await expectLedgerToHold();
    });

    it('is not found with a wrong code, nor is a purchase that had a member', async () => {
      const { claimCode } = answerOf(await postOne(anonymous('S01-1')));
      await postOne(posting(purchase('S01-2'), active(randomUUID())));
      const member = { memberId: randomUUID(), status: 'active' } as const;
      const refused = { code: 'not_found' };
      await expect(
        claim.execute(caller(), { transactionId: 'S01-1', claimCode: 'AAAA-BBBB', member }),
      ).rejects.toMatchObject(refused);
      await expect(
        claim.execute(caller(), { transactionId: 'S01-2', claimCode: claimCode!, member }),
      ).rejects.toMatchObject(refused);
      await expect(
        claim.execute(caller(), { transactionId: 'S01-3', claimCode: claimCode!, member }),
      ).rejects.toMatchObject(refused);
      await expect(
        claim.execute(caller(), {
          transactionId: 'S01-1',
          claimCode: claimCode!,
          member: { ...member, status: 'closed' },
        }),
      ).rejects.toMatchObject({ code: 'member_suspended' });
    });
  });
});
