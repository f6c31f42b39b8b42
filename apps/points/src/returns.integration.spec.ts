import { randomUUID } from 'node:crypto';
import { answerOf, codeOf, ReceiptWorld } from '../../../test/worlds/receipt-world.js';

const nothing = { clawedBack: 0, fromPending: 0, refunded: 0, refundedExpired: 0, debt: 0 };
const dayMs = 24 * 60 * 60 * 1000;

describe('returns', () => {
  let world: ReceiptWorld;

  beforeAll(async () => {
    world = await ReceiptWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('gives back money and takes points by line, and answers a repetition with the same', async () => {
    const memberId = randomUUID();
    const bought = await world.buy('T-1', memberId);
    const first = answerOf(await world.giveBack('R-1', 'T-1', { 1: 1 }));
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
    await world.giveBack('R-2', 'T-1', { 2: 1 });
    expect(await world.giveBack('R-1', 'T-1', { 1: 1 })).toEqual({ ok: true, value: { ...first, duplicate: true } });
    expect(codeOf(await world.giveBack('R-1', 'T-1', { 1: 2 }))).toBe('transaction_conflict');
    expect(await world.points.reads.byTransactionId(world.programId, 'T-1')).toMatchObject({
      status: 'PARTIALLY_RETURNED',
      refundedMinor: 13_900,
      items: [
        { line: 1, returned: '1', returnable: '1' },
        { line: 2, returned: '1', returnable: '0' },
      ],
    });
    const told = await world.eventsOf('points.purchase-returned.v1', 'points.points-clawed-back.v1');
    expect(told.slice(0, 2).map(({ type, data }) => [type, data['returnId'], data['points'] ?? data['lines']])).toEqual(
      [
        ['points.purchase-returned.v1', 'R-1', [{ line: 1, quantity: '1' }]],
        ['points.points-clawed-back.v1', 'R-1', 120],
      ],
    );
    expect(await world.broken()).toEqual([]);
  });

  it('refuses in the order that is promised, and a refused return leaves its id free', async () => {
    const memberId = randomUUID();
    await world.buy('T-1', memberId);
    const item = { line: 1, quantity: 1 };
    const codes: (string | undefined)[] = [];
    for (const posting of [
      world.returnPosting('R-1', 'T-1', {}, { occurredAt: '1969-01-01T00:00:00Z', items: [item, item] }),
      world.returnPosting('R-1', 'T-0', { 1: 1 }, { occurredAt: '1969-01-01T00:00:00Z', requirePurchase: true }),
      world.returnPosting('R-1', 'T-0', { 1: 1 }, { requirePurchase: true }),
      world.returnPosting('R-1', 'T-1', { 1: 3, 3: 1 }),
      world.returnPosting('R-1', 'T-1', { 1: 2.001 }),
      world.returnPosting('R-1', 'T-1', { 1: 2 }),
      world.returnPosting('R-2', 'T-1', { 1: 0.001 }),
    ]) {
      codes.push(codeOf((await world.points.returns.execute(world.programId, [posting]))[0]));
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
    expect((await world.balanceOf(memberId))?.available).toBe(19);
  });

  it('records the others of a group, and of one id twice the first', async () => {
    const memberId = randomUUID();
    await world.buy('T-1', memberId);
    const results = await world.points.returns.execute(world.programId, [
      world.returnPosting('R-1', 'T-1', { 1: 1 }),
      world.returnPosting('R-2', 'T-1', { 1: 2 }),
      world.returnPosting('R-3', 'T-1', { 2: 1 }),
      world.returnPosting('R-3', 'T-1', { 2: 1 }),
      world.returnPosting('R-2', 'T-1', { 1: 1 }),
    ]);
    expect(results.map((result) => (result.ok ? result.value.duplicate : result.error.code))).toEqual([
      false,
      'already_returned',
      false,
      true,
      false,
    ]);
    expect(await world.balanceOf(memberId)).toEqual({ available: 0, pending: 0, held: 0, debt: 0 });
    expect(await world.broken()).toEqual([]);
  });

  it('takes what was spent meanwhile from other lots and makes the rest a debt that later earnings pay', async () => {
    const memberId = randomUUID();
    await world.buy('T-1', memberId);
    await world.buy('T-2', memberId, {
      redeem: { points: 250 },
      totalMinor: 1_000,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1_000 }],
    });
    const answer = answerOf(await world.giveBack('R-1', 'T-1', { 1: 2, 2: 1 }));
    expect(answer).toMatchObject({
      full: true,
      points: { ...nothing, clawedBack: 259, debt: 243 },
      balance: { available: 0, debt: 243 },
    });
    expect((await world.buy('T-3', memberId)).balance).toMatchObject({ available: 16, debt: 0 });
    expect(await world.broken()).toEqual([]);
  });

  it('gives redeemed points back to their lots, and says what of them has expired', async () => {
    const memberId = randomUUID();
    await world.buy('T-1', memberId);
    const paid = await world.buy('T-2', memberId, {
      redeem: { points: 200 },
      totalMinor: 1_000,
      items: [{ line: 1, sku: 'A', quantity: 4, unitPriceMinor: 250 }],
    });
    expect(paid).toMatchObject({ amounts: { pointsMinor: 200, payableMinor: 800 }, balance: { available: 67 } });
    expect(answerOf(await world.giveBack('R-1', 'T-2', { 1: 1 }))).toMatchObject({
      refundMinor: 200,
      points: { ...nothing, clawedBack: 2, refunded: 50 },
      balance: { available: 115 },
    });
    await world.expireLotsOf('T-1', new Date(world.clock.now().getTime() + dayMs));
    world.clock.advance(2 * dayMs);
    const late = answerOf(await world.giveBack('R-2', 'T-2', { 1: 3 }));
    expect(late).toMatchObject({
      refundMinor: 600,
      full: true,
      points: { ...nothing, clawedBack: 6, refundedExpired: 150 },
      balance: { available: 0, debt: 0 },
    });
    const corrected = await world.points.test.database.query(
      `SELECT t.kind, c.kind AS corrects, c.source_reference AS reference
         FROM ledger_transactions t
         JOIN ledger_transactions c ON c.program_id = t.program_id AND c.posting_id = t.corrects
        WHERE t.program_id = $1 AND t.source_reference = 'R-1' ORDER BY t.seq`,
      [world.programId],
    );
    expect(corrected).toEqual([
      { kind: 'refund', corrects: 'redeem', reference: 'T-2' },
      { kind: 'clawback', corrects: 'earn', reference: 'T-2' },
    ]);
    const told = await world.eventsOf('points.points-refunded.v1', 'points.points-expired.v1');
    expect(told.map(({ type, data }) => [type, data['points'], data['expired']])).toEqual([
      ['points.points-refunded.v1', 50, 0],
      ['points.points-expired.v1', 109, undefined],
      ['points.points-refunded.v1', 150, 150],
      ['points.points-expired.v1', 150, undefined],
    ]);
    expect(await world.broken()).toEqual([]);
  });

  it('evaluates as it would post, and keeps nothing', async () => {
    const memberId = randomUUID();
    await world.buy('T-1', memberId);
    const { return: content } = world.returnPosting('R-1', 'T-1', { 1: 1 });
    const evaluated = await world.points.evaluations.execute(world.caller, {
      transactionId: 'T-1',
      items: content.items,
    });
    expect(evaluated).toMatchObject({ returnId: null, refundMinor: 12_000, balance: { available: 139 } });
    expect((await world.balanceOf(memberId))?.available).toBe(259);
    const {
      status: _status,
      duplicate: _duplicate,
      ...posted
    } = answerOf(await world.giveBack('R-1', 'T-1', { 1: 1 })) as never as Record<string, unknown>;
    expect({ ...evaluated, returnId: 'R-1' }).toEqual(posted);
    const unknown = world.points.evaluations.execute(world.caller, { transactionId: 'T-0', items: content.items });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
  });

  it('returns each purchase once, of 500 that are each returned twice in parallel', async () => {
    const transactionIds = Array.from({ length: 500 }, (_, index) => `T-${index}`);
    const members = Array.from({ length: 50 }, () => randomUUID());
    for (let from = 0; from < transactionIds.length; from += 100) {
      const group = transactionIds.slice(from, from + 100);
      await world.points.purchases.execute(
        world.programId,
        group.map((transactionId, index) => world.sale(transactionId, members[index % members.length]!)),
      );
    }
    const all = { 1: 2, 2: 1 };
    const groupsOf = (prefix: string) =>
      Array.from({ length: 20 }, (_, group) =>
        transactionIds
          .filter((_id, index) => index % 20 === (prefix === 'A' ? group : 19 - group))
          .map((transactionId) => world.returnPosting(`${prefix}-${transactionId}`, transactionId, all)),
      );
    const groups = [...groupsOf('A'), ...groupsOf('B')];
    const results = (
      await Promise.all(groups.map((group) => world.points.returns.execute(world.programId, group)))
    ).flat();
    const counts = Map.groupBy(results, (result) => codeOf(result) ?? 'recorded');
    expect([...counts].map(([code, { length }]) => [code, length]).sort()).toEqual([
      ['already_returned', 500],
      ['recorded', 500],
    ]);
    for (const memberId of members)
      expect(await world.balanceOf(memberId)).toEqual({ available: 0, pending: 0, held: 0, debt: 0 });
    expect(await world.broken()).toEqual([]);
  }, 60_000);
});
