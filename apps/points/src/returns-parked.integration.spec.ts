import { randomUUID } from 'node:crypto';
import { answerOf, codeOf, ReceiptWorld } from '../../../test/worlds/receipt-world.js';

describe('returns and voids before their purchase', () => {
  let world: ReceiptWorld;

  beforeAll(async () => {
    world = await ReceiptWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('parks what comes before its purchase, which takes it off at once', async () => {
    const memberId = randomUUID();
    expect(await world.giveBack('R-1', 'T-1', { 1: 1 })).toEqual({
      ok: true,
      value: { returnId: 'R-1', transactionId: 'T-1', duplicate: false, status: 'parked' },
    });
    expect(answerOf(await world.giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({ duplicate: true, status: 'parked' });
    world.clock.advance(1);
    await world.giveBack('R-2', 'T-1', { 1: 5, 9: 1 });
    await expect(world.points.reads.byTransactionId(world.programId, 'T-1')).rejects.toMatchObject({
      code: 'not_found',
    });
    const bought = await world.buy('T-1', memberId);
    expect(bought).toMatchObject({ duplicate: false, points: { earned: 259 }, balance: { available: 19 } });
    expect(answerOf(await world.giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({
      duplicate: true,
      status: 'recorded',
      refundMinor: 12_000,
    });
    expect(answerOf(await world.giveBack('R-2', 'T-1', { 1: 5, 9: 1 }))).toMatchObject({
      duplicate: true,
      lines: [{ line: 1, quantity: 1, refundMinor: 12_000 }],
      notReturned: [
        { line: 1, quantity: 4, code: 'already_returned' },
        { line: 9, quantity: 1, code: 'invalid_reference' },
      ],
    });
    const again = await world.points.purchases.execute(world.programId, [
      { ...world.sale('T-1', memberId), purchaseId: randomUUID() },
    ]);
    expect(answerOf(again[0])).toEqual({ ...bought, duplicate: true });
    expect(await world.broken()).toEqual([]);
  });

  it('takes off what waited before the next purchase of a group is decided', async () => {
    const memberId = randomUUID();
    await world.giveBack('R-1', 'T-1', { 1: 1 });
    const [first, second] = await world.points.purchases.execute(world.programId, [
      world.sale('T-1', memberId),
      world.sale('T-2', memberId, { redeem: { points: 200 } }),
    ]);
    expect(answerOf(first).balance?.available).toBe(139);
    expect(codeOf(second)).toBe('insufficient_points');
    expect(await world.broken()).toEqual([]);
  });

  it('keeps what waits when its purchase is refused', async () => {
    const memberId = randomUUID();
    await world.giveBack('R-1', 'T-1', { 2: 1 });
    const [refused] = await world.points.purchases.execute(world.programId, [
      world.sale('T-1', memberId, { redeem: { points: 1 } }),
    ]);
    expect(codeOf(refused)).toBe('insufficient_points');
    expect((await world.buy('T-1', memberId)).balance?.available).toBe(240);
  });

  it('finds the purchase or is found by it, when both come at once', async () => {
    const members = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      members.flatMap((memberId) => [
        world.buy(memberId, memberId),
        world.giveBack(`R-${memberId}`, memberId, { 1: 1 }),
      ]),
    );
    for (const memberId of members) {
      expect((await world.balanceOf(memberId))?.available).toBe(139);
      expect((await world.points.reads.byTransactionId(world.programId, memberId)).status).toBe('PARTIALLY_RETURNED');
    }
    expect(await world.broken()).toEqual([]);
  });

  it('voids a purchase that comes later, and a return that waited beside it takes nothing', async () => {
    const memberId = randomUUID();
    expect((await world.points.returns.voidOne(world.programId, world.voidPosting('V-1', 'T-1'))).status).toBe(
      'parked',
    );
    world.clock.advance(1);
    await world.giveBack('R-1', 'T-1', { 1: 1 });
    expect((await world.buy('T-1', memberId)).balance).toMatchObject({ available: 0, debt: 0 });
    expect(answerOf(await world.giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({
      lines: [],
      notReturned: [{ line: 1, quantity: 1, code: 'purchase_voided' }],
    });
    expect(await world.eventsOf('points.purchase-returned.v1')).toEqual([]);
  });
});
