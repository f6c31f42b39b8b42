import { adjust, bodyOf, codeOf, hold, redeem, SpendingWorld, transfer } from '../../../test/worlds/spending-world.js';

describe('spending', () => {
  let world: SpendingWorld;

  beforeAll(async () => {
    world = await SpendingWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => world.startAgain());

  it('redeems with the worth of the points and the balance after it, and tells it', async () => {
    const memberId = await world.rich(500);
    const command = redeem(memberId, 120);
    const [result] = await world.post(command);
    expect(bodyOf(result)).toEqual({
      redemptionId: (command as { id: string }).id,
      memberId,
      points: 120,
      valueMinor: 120,
      currency: 'CNY',
      balance: { available: 380, pending: 0, held: 0, debt: 0 },
    });
    expect(await world.eventsOf(memberId)).toMatchObject([
      { type: 'points.points-adjusted.v1', points: 500, reasonCode: 'goodwill' },
      { type: 'points.points-redeemed.v1', points: 120, purpose: 'redemption', valueMinor: 120 },
    ]);
    expect(await world.broken()).toEqual([]);
  });

  it('lets exactly 20 of 64 parallel redemptions of one member succeed, over two processes', async () => {
    const memberId = await world.rich(20);
    const results = (
      await Promise.all(
        Array.from({ length: 64 }, (_, index) =>
          (index % 2 === 0 ? world.points.spending : world.otherProcess.spending).post(world.programId, [
            world.posting(redeem(memberId, 1)),
          ]),
        ),
      )
    ).flat();
    expect(results.filter((result) => codeOf(result) === '201')).toHaveLength(20);
    expect(results.filter((result) => codeOf(result) === 'insufficient_points')).toHaveLength(44);
    expect(await world.walletOf(memberId)).toMatchObject({ available: 0 });
    expect(await world.broken()).toEqual([]);
  });

  it('lets no deadlock of crossed transfers reach a caller', async () => {
    const [one, other] = [await world.rich(1_000), await world.rich(1_000)];
    const results = (
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          (index % 3 === 0 ? world.points.spending : world.otherProcess.spending).post(world.programId, [
            world.posting(index % 2 === 0 ? transfer(one, other, 5) : transfer(other, one, 5)),
          ]),
        ),
      )
    ).flat();
    expect(results.map(codeOf)).toEqual(new Array(60).fill('201'));
    expect(await world.walletOf(one)).toMatchObject({ available: 1_000 });
    expect(await world.broken()).toEqual([]);
  });

  it('answers a repeated key with the first answer, in parallel too, and keeps refusals', async () => {
    const memberId = await world.rich(100);
    const once = world.posting(redeem(memberId, 60), 'the-key');
    const again = { ...world.posting(redeem(memberId, 60)), idempotency: once.idempotency };
    const other = { ...again, idempotency: { ...once.idempotency, requestHash: 'other' } };
    const results = await world.points.spending.post(world.programId, [once, again, other]);
    expect(results.map(codeOf)).toEqual(['201', '201', 'idempotency_key_reused']);
    expect(bodyOf(results[1])).toEqual(bodyOf(results[0]));

    const short = world.posting(redeem(memberId, 60), 'short');
    expect(codeOf((await world.points.spending.post(world.programId, [short]))[0])).toBe('insufficient_points');
    await world.post(adjust(memberId, 100));
    const [kept] = await world.points.spending.post(world.programId, [short]);
    expect(kept).toMatchObject({
      value: { replayed: true, status: 409, body: { code: 'insufficient_points', available: 40, missing: 20 } },
    });
    expect(await world.walletOf(memberId)).toMatchObject({ available: 140 });
  });

  it('refuses what settings and standing forbid, and what makes no sense', async () => {
    await world.write({ redemption: { minimumPoints: 50, stepPoints: 10 }, holds: { ttlSecondsMax: 900 } });
    const memberId = await world.rich(500);
    const results = await world.post(
      redeem(memberId, 49),
      redeem(memberId, 55),
      redeem(memberId, 60, 'suspended'),
      redeem(memberId, 60, 'earn_only'),
      hold(memberId, 60, 901),
      adjust(memberId, 0),
      adjust(memberId, -501),
      adjust(memberId, -500),
    );
    expect(results.map(codeOf)).toEqual([
      'not_eligible',
      'not_eligible',
      'member_suspended',
      'not_eligible',
      'limit_reached',
      'invalid_value',
      'insufficient_points',
      '201',
    ]);
    expect(await world.walletOf(memberId)).toMatchObject({ available: 0 });
  });
});
