import { randomUUID } from 'node:crypto';
import type { PurchasePosting } from '#contracts/internal/points';
import { active, answerOf, ReceiptWorld } from '../../../test/worlds/receipt-world.js';

describe('purchases at the same time', () => {
  let world: ReceiptWorld;

  beforeAll(async () => {
    world = await ReceiptWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('earns one receipt once, however many post it at the same time', async () => {
    const memberId = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 16 }, () => world.post(world.posting(world.purchase('S01-1'), active(memberId)))),
    );
    expect(results.filter((result) => !answerOf(result).duplicate)).toHaveLength(1);
    expect(new Set(results.map((result) => answerOf(result).purchaseId)).size).toBe(1);
    expect(await world.walletOf(memberId)).toEqual({ available: 259, lifetimeEarned: 259, seq: 1 });
  });

  it('books 64 purchases of one member at once without losing or doubling any', async () => {
    const memberId = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, n) =>
        world.post(world.posting(world.purchase(`S01-${String(n)}`), active(memberId))),
      ),
    );
    const balances = results.map((result) => answerOf(result).balance?.available ?? 0).sort((a, b) => a - b);
    expect(balances).toEqual(Array.from({ length: 64 }, (_, n) => (n + 1) * 259));
    expect(await world.walletOf(memberId)).toEqual({ available: 64 * 259, lifetimeEarned: 64 * 259, seq: 64 });
    expect(await world.broken()).toEqual([]);
  });

  it('lets groups with the same members and receipts in any order through', async () => {
    const members = Array.from({ length: 10 }, () => randomUUID());
    const group = (round: number): PurchasePosting[] =>
      members.map((memberId, n) =>
        world.posting(
          world.purchase(`S-${String((n + round) % 12)}`),
          active(members[(n * 7 + round) % 10] ?? memberId),
        ),
      );
    const results = (
      await Promise.all(
        Array.from({ length: 12 }, (_, round) => world.points.purchases.execute(world.programId, group(round))),
      )
    ).flat();
    expect(results.filter((result) => result.ok && !result.value.duplicate)).toHaveLength(
      await world.count('purchases'),
    );
    expect(await world.broken()).toEqual([]);
  });

  it('leaves nothing of a group that was cut off before its commit', async () => {
    const memberId = randomUUID();
    await world.post(world.posting(world.purchase('S01-0'), active(memberId)));
    const cutOff = world.database.run(async () => {
      await world.points.purchases.execute(world.programId, [
        world.posting(world.purchase('S01-1'), active(memberId)),
        world.sale('S01-2', null),
      ]);
      throw new Error('power cut');
    });
    await expect(cutOff).rejects.toThrow('power cut');
    expect([
      await world.count('receipts'),
      await world.count('purchases'),
      await world.count('ledger_entries'),
      await world.count('lots'),
    ]).toEqual([1, 1, 2, 1]);
    expect(
      answerOf(await world.post(world.posting(world.purchase('S01-1'), active(memberId)))).balance?.available,
    ).toBe(518);
  });
});
