import { randomUUID } from 'node:crypto';
import { active, answerOf, ReceiptWorld } from '../../../test/worlds/receipt-world.js';

describe('an anonymous purchase', () => {
  let world: ReceiptWorld;

  beforeAll(async () => {
    world = await ReceiptWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('is stored with a code that a repetition gets again, also after the claim', async () => {
    const first = answerOf(await world.post(world.sale('S01-1', null)));
    expect(first).toMatchObject({ memberId: null, balance: null, points: { earned: 0, campaigns: [] } });
    expect(first.claimCode).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){4}$/);
    expect(first.receiptText).toContain(first.claimCode);
    expect(answerOf(await world.post(world.sale('S01-1', null)))).toEqual({ ...first, duplicate: true });
    await world.points.claims.execute(world.caller, {
      transactionId: 'S01-1',
      claimCode: first.claimCode!,
      member: { memberId: randomUUID(), status: 'active' },
    });
    expect(answerOf(await world.post(world.sale('S01-1', null)))).toEqual({ ...first, duplicate: true });
  });

  it('goes to exactly one of those who claim it at the same time', async () => {
    const { claimCode } = answerOf(await world.post(world.sale('S01-1', null)));
    const members = Array.from({ length: 8 }, () => randomUUID());
    const claims = await Promise.allSettled(
      members.map((memberId) =>
        world.points.claims.execute(world.caller, {
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
    expect(await world.count('ledger_transactions')).toBe(1);
    expect(await world.broken()).toEqual([]);
  });

  it('is not found with a wrong code, nor is a purchase that had a member', async () => {
    const { claimCode } = answerOf(await world.post(world.sale('S01-1', null)));
    await world.post(world.posting(world.purchase('S01-2'), active(randomUUID())));
    const member = { memberId: randomUUID(), status: 'active' } as const;
    const refused = { code: 'not_found' };
    await expect(
      world.points.claims.execute(world.caller, { transactionId: 'S01-1', claimCode: 'AAAA-BBBB', member }),
    ).rejects.toMatchObject(refused);
    await expect(
      world.points.claims.execute(world.caller, { transactionId: 'S01-2', claimCode: claimCode!, member }),
    ).rejects.toMatchObject(refused);
    await expect(
      world.points.claims.execute(world.caller, { transactionId: 'S01-3', claimCode: claimCode!, member }),
    ).rejects.toMatchObject(refused);
    await expect(
      world.points.claims.execute(world.caller, {
        transactionId: 'S01-1',
        claimCode: claimCode!,
        member: { ...member, status: 'closed' },
      }),
    ).rejects.toMatchObject({ code: 'member_suspended' });
  });
});
