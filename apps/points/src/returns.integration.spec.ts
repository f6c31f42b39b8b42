import { randomUUID } from 'node:crypto';
import type { Caller, ItemResult } from '#contracts/internal/call';
import type { PurchasePosting } from '#contracts/internal/points';
import type { ReturnPosting } from '#contracts/internal/returns';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { PurchaseDto } from '#contracts/public/purchase.dto';
import type { ReturnAnswer } from '#contracts/public/return';
import { FixedClock } from '#testing/fixed-clock';
import { createPointsWorld, type PointsWorld } from '../../../test/worlds/points-world.js';

const actor = { type: 'client', id: 'till', scope: 'pos' } as const;
const nothing = { clawedBack: 0, fromPending: 0, refunded: 0, refundedExpired: 0, debt: 0 };
const dayMs = 24 * 60 * 60 * 1000;

describe('returns and voids', () => {
  const clock = new FixedClock();
  let world: PointsWorld;
  let programId: string;

  beforeAll(async () => {
    world = await createPointsWorld(clock);
  });
  afterAll(() => world.test.close());
  beforeEach(() => {
    clock.set('2026-11-21T02:15:00Z');
    programId = randomUUID();
  });

  const purchasePosting = (
    transactionId: string,
    memberId: string | null,
    changes: Partial<PurchaseDto> = {},
  ): PurchasePosting => ({
    purchaseId: randomUUID(),
    purchase: {
      transactionId,
      storeId: 'S01',
      ...(memberId === null ? {} : { member: `external:${memberId}` }),
      occurredAt: '2026-11-21T10:15:00+08:00',
      currency: 'CNY',
      totalMinor: 25_900,
      items: [
        { line: 1, sku: 'CAT-FOOD-2KG', quantity: 2, unitPriceMinor: 12_000 },
        { line: 2, sku: 'TOY-01', quantity: 1, unitPriceMinor: 1_900 },
      ],
      ...changes,
    },
    ...(memberId === null ? {} : { member: { ok: true, value: { memberId, status: 'active' } } }),
    actor,
    correlationId: 'test',
    locale: 'en',
  });
  const buy = async (
    transactionId: string,
    memberId: string | null,
    changes: Partial<PurchaseDto> = {},
  ): Promise<PurchaseAnswer> => {
    const [result] = await world.purchases.execute(programId, [purchasePosting(transactionId, memberId, changes)]);
    return answerOf(result);
  };
  const returnPosting = (
    returnId: string,
    transactionId: string,
    quantities: Readonly<Record<number, number>>,
    changes: Partial<ReturnPosting['return']> = {},
  ): ReturnPosting => ({
    return: {
      returnId,
      transactionId,
      storeId: 'S02',
      occurredAt: '2026-11-21T10:16:00+08:00',
      items: Object.entries(quantities).map(([line, quantity]) => ({ line: Number(line), quantity })),
      ...changes,
    },
    actor,
    correlationId: 'test',
    locale: 'en',
  });
  const giveBack = async (...posting: Parameters<typeof returnPosting>): Promise<ItemResult<ReturnAnswer>> => {
    const [result] = await world.returns.execute(programId, [returnPosting(...posting)]);
    return result!;
  };
  const voidPosting = (voidId: string, transactionId: string) => ({
    transactionId,
    void: { voidId, storeId: 'S01', occurredAt: '2026-11-21T10:16:00+08:00', reason: 'wrong_member' },
    actor,
    correlationId: 'test',
  });
  const answerOf = <Answer>(result: ItemResult<Answer> | undefined): Answer => {
    if (!result?.ok) throw new Error(`Refused: ${result?.error.code ?? 'no result'}`);
    return result.value;
  };
  const codeOf = (result: ItemResult<unknown> | undefined): string | undefined =>
    result?.ok ? undefined : result?.error.code;
  const caller = (): Caller => ({ programId, actor, correlationId: 'test', locale: 'en' });
  const claim = (transactionId: string, claimCode: string, memberId: string) =>
    world.claims.execute(caller(), { transactionId, claimCode, member: { memberId, status: 'active' } });
  const walletOf = async (memberId: string) => {
    const [wallet] = await world.test.database.query<{
      available: number;
      pending: number;
      held: number;
      debt: number;
    }>('SELECT available, pending, held, debt FROM wallets WHERE program_id = $1 AND member_id = $2', [
      programId,
      memberId,
    ]);
    return wallet;
  };
  const eventsOf = async (...types: string[]): Promise<{ type: string; data: Record<string, unknown> }[]> => {
    return world.test.database.query<{ type: string; data: Record<string, unknown> }>(
      'SELECT type, data::json AS data FROM outbox WHERE program_id = $1 AND type = ANY ($2::text[]) ORDER BY position',
      [programId, types],
    );
  };
  /** Of every wallet: posted balance = sum of its entries = sum of its lots − debt. */
  const expectLedgerToHold = async (): Promise<void> => {
    const wrong = await world.test.database.query(
      `SELECT w.member_id
         FROM wallets w
        WHERE w.program_id = $1
          AND (w.available + w.pending - w.debt, w.available + w.pending, w.debt) IS DISTINCT FROM (
                (SELECT coalesce(sum(delta), 0)::bigint FROM ledger_entries e
                  WHERE e.program_id = w.program_id AND e.member_id = w.member_id
                    AND e.account IN ('available', 'pending', 'debt')),
                (SELECT coalesce(sum(remaining), 0)::bigint FROM lots l
                  WHERE l.program_id = w.program_id AND l.member_id = w.member_id),
                (SELECT coalesce(-sum(delta), 0)::bigint FROM ledger_entries e
                  WHERE e.program_id = w.program_id AND e.member_id = w.member_id AND e.account = 'debt'))`,
      [programId],
    );
    expect(wrong).toEqual([]);
  };
  const expireLotsOf = async (transactionId: string, at: Date): Promise<void> => {
    await world.test.database.query(
      `UPDATE lots l SET expires_at = $3
         FROM receipts r
        WHERE r.program_id = $1 AND r.transaction_id = $2 AND l.program_id = $1 AND l.purchase_id = r.purchase_id`,
      [programId, transactionId, at],
    );
    await world.test.database.query('UPDATE wallets SET next_due_at = least(next_due_at, $2) WHERE program_id = $1', [
      programId,
      at,
    ]);
  };

  it('gives back money and takes points by line, and answers a repetition with the same', async () => {
    const memberId = randomUUID();
    const bought = await buy('T-1', memberId);
    const first = answerOf(await giveBack('R-1', 'T-1', { 1: 1 }));
    expect(first).toEqual({
      returnId: 'R-1',
      transactionId: 'T-1',
      duplicate: false,
      status: 'recorded',
      purchaseId: bought.purchaseId,
      memberId,
      currency: 'CNY',
      refundMinor: 12_000,
      full: false,
      lines: [{ line: 1, quantity: 1, refundMinor: 12_000 }],
      points: { ...nothing, clawedBack: 120 },
      coupons: [],
      benefits: [],
      balance: { available: 139, pending: 0, held: 0, debt: 0 },
    });
    await giveBack('R-2', 'T-1', { 2: 1 });
    expect(await giveBack('R-1', 'T-1', { 1: 1 })).toEqual({ ok: true, value: { ...first, duplicate: true } });
    expect(codeOf(await giveBack('R-1', 'T-1', { 1: 2 }))).toBe('transaction_conflict');
    expect(await world.reads.byTransactionId(programId, 'T-1')).toMatchObject({
      status: 'PARTIALLY_RETURNED',
      refundedMinor: 13_900,
      items: [
        { line: 1, returned: '1', returnable: '1' },
        { line: 2, returned: '1', returnable: '0' },
      ],
    });
    const told = await eventsOf('points.purchase-returned.v1', 'points.points-clawed-back.v1');
    expect(told.slice(0, 2).map(({ type, data }) => [type, data['returnId'], data['points'] ?? data['lines']])).toEqual(
      [
        ['points.purchase-returned.v1', 'R-1', [{ line: 1, quantity: '1' }]],
        ['points.points-clawed-back.v1', 'R-1', 120],
      ],
    );
    await expectLedgerToHold();
  });

  it('refuses in the order that is promised, and a refused return leaves its id free', async () => {
    const memberId = randomUUID();
    await buy('T-1', memberId);
    const item = { line: 1, quantity: 1 };
    const codes: (string | undefined)[] = [];
    for (const posting of [
      returnPosting('R-1', 'T-1', {}, { occurredAt: '1969-01-01T00:00:00Z', items: [item, item] }),
      returnPosting('R-1', 'T-0', { 1: 1 }, { occurredAt: '1969-01-01T00:00:00Z', requirePurchase: true }),
      returnPosting('R-1', 'T-0', { 1: 1 }, { requirePurchase: true }),
      returnPosting('R-1', 'T-1', { 1: 3, 3: 1 }),
      returnPosting('R-1', 'T-1', { 1: 2.001 }),
      returnPosting('R-1', 'T-1', { 1: 2 }),
      returnPosting('R-2', 'T-1', { 1: 0.001 }),
    ]) {
      codes.push(codeOf((await world.returns.execute(programId, [posting]))[0]));
    }
    expect(codes).toEqual([
      'invalid_value',
      'occurred_at_out_of_range',
      'not_found',
      'invalid_reference',
      'already_returned',
      undefined,
      'already_returned',
    ]);
    expect((await walletOf(memberId))?.available).toBe(19);
  });

  it('records the others of a group, and of one id twice the first', async () => {
    const memberId = randomUUID();
    await buy('T-1', memberId);
    const results = await world.returns.execute(programId, [
      returnPosting('R-1', 'T-1', { 1: 1 }),
      returnPosting('R-2', 'T-1', { 1: 2 }),
      returnPosting('R-3', 'T-1', { 2: 1 }),
      returnPosting('R-3', 'T-1', { 2: 1 }),
      returnPosting('R-2', 'T-1', { 1: 1 }),
    ]);
    expect(results.map((result) => (result.ok ? result.value.duplicate : result.error.code))).toEqual([
      false,
      'already_returned',
      false,
      true,
      false,
    ]);
    expect(await walletOf(memberId)).toEqual({ available: 0, pending: 0, held: 0, debt: 0 });
    await expectLedgerToHold();
  });

  it('takes what was spent meanwhile from other lots and makes the rest a debt that later earnings pay', async () => {
    const memberId = randomUUID();
    await buy('T-1', memberId);
    await buy('T-2', memberId, {
      redeem: { points: 250 },
      totalMinor: 1_000,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1_000 }],
    });
    const answer = answerOf(await giveBack('R-1', 'T-1', { 1: 2, 2: 1 }));
    expect(answer).toMatchObject({
      full: true,
      points: { ...nothing, clawedBack: 259, debt: 243 },
      balance: { available: 0, debt: 243 },
    });
    expect((await buy('T-3', memberId)).balance).toMatchObject({ available: 16, debt: 0 });
    await expectLedgerToHold();
  });

  it('gives redeemed points back to their lots, and says what of them has expired', async () => {
    const memberId = randomUUID();
    await buy('T-1', memberId);
    const paid = await buy('T-2', memberId, {
      redeem: { points: 200 },
      totalMinor: 1_000,
      items: [{ line: 1, sku: 'A', quantity: 4, unitPriceMinor: 250 }],
    });
    expect(paid).toMatchObject({ amounts: { pointsMinor: 200, payableMinor: 800 }, balance: { available: 67 } });
    expect(answerOf(await giveBack('R-1', 'T-2', { 1: 1 }))).toMatchObject({
      refundMinor: 200,
      points: { ...nothing, clawedBack: 2, refunded: 50 },
      balance: { available: 115 },
    });
    await expireLotsOf('T-1', new Date(clock.now().getTime() + dayMs));
    clock.advance(2 * dayMs);
    const late = answerOf(await giveBack('R-2', 'T-2', { 1: 3 }));
    expect(late).toMatchObject({
      refundMinor: 600,
      full: true,
      points: { ...nothing, clawedBack: 6, refundedExpired: 150 },
      balance: { available: 0, debt: 0 },
    });
    const corrected = await world.test.database.query(
      `SELECT t.kind, c.kind AS corrects, c.source_reference AS reference
         FROM ledger_transactions t
         JOIN ledger_transactions c ON c.program_id = t.program_id AND c.posting_id = t.corrects
        WHERE t.program_id = $1 AND t.source_reference = 'R-1' ORDER BY t.seq`,
      [programId],
    );
    expect(corrected).toEqual([
      { kind: 'refund', corrects: 'redeem', reference: 'T-2' },
      { kind: 'clawback', corrects: 'earn', reference: 'T-2' },
    ]);
    const told = await eventsOf('points.points-refunded.v1', 'points.points-expired.v1');
    expect(told.map(({ type, data }) => [type, data['points'], data['expired']])).toEqual([
      ['points.points-refunded.v1', 50, 0],
      ['points.points-expired.v1', 109, undefined],
      ['points.points-refunded.v1', 150, 150],
      ['points.points-expired.v1', 150, undefined],
    ]);
    await expectLedgerToHold();
  });

  it('parks what comes before its purchase, which takes it off at once', async () => {
    const memberId = randomUUID();
    expect(await giveBack('R-1', 'T-1', { 1: 1 })).toEqual({
      ok: true,
      value: { returnId: 'R-1', transactionId: 'T-1', duplicate: false, status: 'parked' },
    });
    expect(answerOf(await giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({ duplicate: true, status: 'parked' });
    clock.advance(1);
    await giveBack('R-2', 'T-1', { 1: 5, 9: 1 });
    await expect(world.reads.byTransactionId(programId, 'T-1')).rejects.toMatchObject({ code: 'not_found' });
    const bought = await buy('T-1', memberId);
    expect(bought).toMatchObject({ duplicate: false, points: { earned: 259 }, balance: { available: 19 } });
    expect(answerOf(await giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({
      duplicate: true,
      status: 'recorded',
      refundMinor: 12_000,
    });
    expect(answerOf(await giveBack('R-2', 'T-1', { 1: 5, 9: 1 }))).toMatchObject({
      duplicate: true,
      lines: [{ line: 1, quantity: 1, refundMinor: 12_000 }],
      notReturned: [
        { line: 1, quantity: 4, code: 'already_returned' },
        { line: 9, quantity: 1, code: 'invalid_reference' },
      ],
    });
    const again = await world.purchases.execute(programId, [
      { ...purchasePosting('T-1', memberId), purchaseId: randomUUID() },
    ]);
    expect(answerOf(again[0])).toEqual({ ...bought, duplicate: true });
    await expectLedgerToHold();
  });

  it('takes off what waited before the next purchase of a group is decided', async () => {
    const memberId = randomUUID();
    await giveBack('R-1', 'T-1', { 1: 1 });
    const [first, second] = await world.purchases.execute(programId, [
      purchasePosting('T-1', memberId),
      purchasePosting('T-2', memberId, { redeem: { points: 200 } }),
    ]);
    expect(answerOf(first).balance?.available).toBe(139);
    expect(codeOf(second)).toBe('insufficient_points');
    await expectLedgerToHold();
  });

  it('keeps what waits when its purchase is refused', async () => {
    const memberId = randomUUID();
    await giveBack('R-1', 'T-1', { 2: 1 });
    const [refused] = await world.purchases.execute(programId, [
      purchasePosting('T-1', memberId, { redeem: { points: 1 } }),
    ]);
    expect(codeOf(refused)).toBe('insufficient_points');
    expect((await buy('T-1', memberId)).balance?.available).toBe(240);
  });

  it('finds the purchase or is found by it, when both come at once', async () => {
    const members = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      members.flatMap((memberId) => [buy(memberId, memberId), giveBack(`R-${memberId}`, memberId, { 1: 1 })]),
    );
    for (const memberId of members) {
      expect((await walletOf(memberId))?.available).toBe(139);
      expect((await world.reads.byTransactionId(programId, memberId)).status).toBe('PARTIALLY_RETURNED');
    }
    await expectLedgerToHold();
  });

  it('voids as if never sold: what is not returned yet, once', async () => {
    const memberId = randomUUID();
    await buy('T-1', memberId);
    await giveBack('R-1', 'T-1', { 1: 1 });
    const voided = await world.returns.voidOne(programId, voidPosting('V-1', 'T-1'));
    expect(voided).toMatchObject({
      voidId: 'V-1',
      status: 'recorded',
      refundMinor: 13_900,
      points: { ...nothing, clawedBack: 139 },
      balance: { available: 0, debt: 0 },
      reason: 'wrong_member',
    });
    expect(await world.returns.voidOne(programId, voidPosting('V-1', 'T-1'))).toEqual({ ...voided, duplicate: true });
    await expect(world.returns.voidOne(programId, voidPosting('V-2', 'T-1'))).rejects.toMatchObject({
      code: 'purchase_voided',
    });
    expect(codeOf(await giveBack('R-2', 'T-1', { 1: 1 }))).toBe('purchase_voided');
    expect(await world.reads.byTransactionId(programId, 'T-1')).toMatchObject({
      status: 'VOIDED',
      refundedMinor: 25_900,
      items: [{ returnable: '0' }, { returnable: '0' }],
    });
    const told = await eventsOf('points.purchase-voided.v1', 'points.points-clawed-back.v1');
    expect(told.slice(1).map(({ data }) => [data['voidId'], data['returnId'], data['reasonCode']])).toEqual([
      ['V-1', undefined, 'wrong_member'],
      ['V-1', undefined, undefined],
    ]);
    await expectLedgerToHold();
  });

  it('voids a purchase that comes later, and a return that waited beside it takes nothing', async () => {
    const memberId = randomUUID();
    expect((await world.returns.voidOne(programId, voidPosting('V-1', 'T-1'))).status).toBe('parked');
    clock.advance(1);
    await giveBack('R-1', 'T-1', { 1: 1 });
    expect((await buy('T-1', memberId)).balance).toMatchObject({ available: 0, debt: 0 });
    expect(answerOf(await giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({
      lines: [],
      notReturned: [{ line: 1, quantity: 1, code: 'purchase_voided' }],
    });
    expect(await eventsOf('points.purchase-returned.v1')).toEqual([]);
  });

  it('lets a claim earn only what is left', async () => {
    const memberId = randomUUID();
    const { claimCode = '' } = await buy('T-1', null);
    expect(answerOf(await giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({
      memberId: null,
      refundMinor: 12_000,
      points: nothing,
      balance: null,
    });
    expect(await claim('T-1', claimCode, memberId)).toMatchObject({
      points: { earned: 139, campaigns: [{ code: 'base', points: 139 }] },
      lines: [{ earned: 120 }, { earned: 19 }],
      balance: { available: 139 },
    });
    expect(answerOf(await giveBack('R-2', 'T-1', { 1: 1, 2: 1 }))).toMatchObject({
      full: true,
      points: { clawedBack: 139 },
      balance: { available: 0, debt: 0 },
    });
    const { claimCode: other = '' } = await buy('T-2', null);
    await world.returns.voidOne(programId, voidPosting('V-1', 'T-2'));
    await expect(claim('T-2', other, memberId)).rejects.toMatchObject({ code: 'purchase_voided' });
    await expectLedgerToHold();
  });

  it('ends with the same balances in any order of purchases, returns and claims', async () => {
    const balances = await Promise.all(
      ['buy return claim', 'buy claim return', 'return buy claim'].map(async (order, index) => {
        const [memberId, transactionId] = [randomUUID(), `T-${index}`];
        let claimCode = '';
        for (const step of order.split(' ')) {
          if (step === 'buy') ({ claimCode = '' } = await buy(transactionId, null));
          if (step === 'return') await giveBack(`R-${index}`, transactionId, { 1: 1 });
          if (step === 'claim') await claim(transactionId, claimCode, memberId);
        }
        return walletOf(memberId);
      }),
    );
    expect(balances).toEqual(balances.map(() => ({ available: 139, pending: 0, held: 0, debt: 0 })));
  });

  it('evaluates as it would post, and keeps nothing', async () => {
    const memberId = randomUUID();
    await buy('T-1', memberId);
    const { return: content } = returnPosting('R-1', 'T-1', { 1: 1 });
    const evaluated = await world.evaluations.execute(caller(), { transactionId: 'T-1', items: content.items });
    expect(evaluated).toMatchObject({ returnId: null, refundMinor: 12_000, balance: { available: 139 } });
    expect((await walletOf(memberId))?.available).toBe(259);
    const {
      status: _status,
      duplicate: _duplicate,
      ...posted
    } = answerOf(await giveBack('R-1', 'T-1', { 1: 1 })) as never as Record<string, unknown>;
    expect({ ...evaluated, returnId: 'R-1' }).toEqual(posted);
    const unknown = world.evaluations.execute(caller(), { transactionId: 'T-0', items: content.items });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
  });

  it('returns each purchase once, of 500 that are each returned twice in parallel', async () => {
    const transactionIds = Array.from({ length: 500 }, (_, index) => `T-${index}`);
    const members = Array.from({ length: 50 }, () => randomUUID());
    for (let from = 0; from < transactionIds.length; from += 100) {
      const group = transactionIds.slice(from, from + 100);
      await world.purchases.execute(
        programId,
        group.map((transactionId, index) => purchasePosting(transactionId, members[index % members.length]!)),
      );
    }
    const all = { 1: 2, 2: 1 };
    const groupsOf = (prefix: string) =>
      Array.from({ length: 20 }, (_, group) =>
        transactionIds
          .filter((_id, index) => index % 20 === (prefix === 'A' ? group : 19 - group))
          .map((transactionId) => returnPosting(`${prefix}-${transactionId}`, transactionId, all)),
      );
    const groups = [...groupsOf('A'), ...groupsOf('B')];
    const results = (await Promise.all(groups.map((group) => world.returns.execute(programId, group)))).flat();
    const counts = Map.groupBy(results, (result) => codeOf(result) ?? 'recorded');
    expect([...counts].map(([code, { length }]) => [code, length]).sort()).toEqual([
      ['already_returned', 500],
      ['recorded', 500],
    ]);
    for (const memberId of members)
      expect(await walletOf(memberId)).toEqual({ available: 0, pending: 0, held: 0, debt: 0 });
    await expectLedgerToHold();
  }, 60_000);
});
