import { randomUUID } from 'node:crypto';
import { answerOf, codeOf, ReceiptWorld } from '../../../test/worlds/receipt-world.js';

const nothing = { clawedBack: 0, fromPending: 0, refunded: 0, refundedExpired: 0, debt: 0 };

describe('voids and claims', () => {
  let world: ReceiptWorld;

  beforeAll(async () => {
    world = await ReceiptWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('voids as if never sold: what is not returned yet, once', async () => {
    const memberId = randomUUID();
    await world.buy('T-1', memberId);
    await world.giveBack('R-1', 'T-1', { 1: 1 });
    const voided = await world.points.returns.voidOne(world.programId, world.voidPosting('V-1', 'T-1'));
    expect(voided).toMatchObject({
      voidId: 'V-1',
      status: 'recorded',
      refundMinor: 13_900,
      points: { ...nothing, clawedBack: 139 },
      balance: { available: 0, debt: 0 },
      reason: 'wrong_member',
    });
    expect(await world.points.returns.voidOne(world.programId, world.voidPosting('V-1', 'T-1'))).toEqual({
      ...voided,
      duplicate: true,
    });
    await expect(world.points.returns.voidOne(world.programId, world.voidPosting('V-2', 'T-1'))).rejects.toMatchObject({
      code: 'purchase_voided',
    });
    expect(codeOf(await world.giveBack('R-2', 'T-1', { 1: 1 }))).toBe('purchase_voided');
    expect(await world.points.reads.byTransactionId(world.programId, 'T-1')).toMatchObject({
      status: 'VOIDED',
      refundedMinor: 25_900,
      items: [{ returnable: '0' }, { returnable: '0' }],
    });
    const told = await world.eventsOf('points.purchase-voided.v1', 'points.points-clawed-back.v1');
    expect(told.slice(1).map(({ data }) => [data['voidId'], data['returnId'], data['reasonCode']])).toEqual([
      ['V-1', undefined, 'wrong_member'],
      ['V-1', undefined, undefined],
    ]);
    expect(await world.broken()).toEqual([]);
  });

  it('lets a claim earn only what is left', async () => {
    const memberId = randomUUID();
    const { claimCode = '' } = await world.buy('T-1', null);
    expect(answerOf(await world.giveBack('R-1', 'T-1', { 1: 1 }))).toMatchObject({
      memberId: null,
      refundMinor: 12_000,
      points: nothing,
      balance: null,
    });
    expect(await world.claim('T-1', claimCode, memberId)).toMatchObject({
      points: { earned: 139, campaigns: [{ code: 'base', points: 139 }] },
      lines: [{ earned: 120 }, { earned: 19 }],
      balance: { available: 139 },
    });
    expect(answerOf(await world.giveBack('R-2', 'T-1', { 1: 1, 2: 1 }))).toMatchObject({
      full: true,
      points: { clawedBack: 139 },
      balance: { available: 0, debt: 0 },
    });
    const { claimCode: other = '' } = await world.buy('T-2', null);
    await world.points.returns.voidOne(world.programId, world.voidPosting('V-1', 'T-2'));
    await expect(world.claim('T-2', other, memberId)).rejects.toMatchObject({ code: 'purchase_voided' });
    expect(await world.broken()).toEqual([]);
  });

  it('ends with the same balances in any order of purchases, returns and claims', async () => {
    const balances = await Promise.all(
      ['buy return claim', 'buy claim return', 'return buy claim'].map(async (order, index) => {
        const [memberId, transactionId] = [randomUUID(), `T-${index}`];
        let claimCode = '';
        for (const step of order.split(' ')) {
          if (step === 'buy') ({ claimCode = '' } = await world.buy(transactionId, null));
          if (step === 'return') await world.giveBack(`R-${index}`, transactionId, { 1: 1 });
          if (step === 'claim') await world.claim(transactionId, claimCode, memberId);
        }
        return world.balanceOf(memberId);
      }),
    );
    expect(balances).toEqual(balances.map(() => ({ available: 139, pending: 0, held: 0, debt: 0 })));
  });
});
