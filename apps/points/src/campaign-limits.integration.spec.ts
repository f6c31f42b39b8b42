import { randomUUID } from 'node:crypto';
import { PurgeCounters } from './application/purge-counters.js';
import { PgCounterStore } from './database/pg-counter.store.js';
import { CampaignWorld, tillActor } from '../../../test/worlds/campaign-world.js';

describe('limits of campaigns', () => {
  let world: CampaignWorld;

  beforeAll(async () => {
    world = await CampaignWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('never gives more than a budget, however many purchases claim it at once', async () => {
    await world.publish({ code: 'gift', effect: { type: 'fixed', points: 1 }, budget: { points: 100 } });
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () =>
        world.points.purchases.execute(
          world.programId,
          Array.from({ length: 10 }, () => world.posting(randomUUID(), 50)),
        ),
      ),
    );
    const given = answers.flat().map((result) => (result.ok ? world.pointsOf('gift', result.value) : NaN));
    expect(given).toHaveLength(300);
    expect(given.reduce((sum, points) => sum + points, 0)).toBe(100);
    expect(await world.points.usage.findBudgets(world.programId, ['gift'])).toEqual([
      expect.objectContaining({ points: 100, uses: 100 }),
    ]);
  });

  it('refills a budget and a cap by what is returned', async () => {
    await world.publish({
      code: 'gift',
      effect: { type: 'per_amount', points: 1, perMajorUnits: 1 },
      caps: [{ per: 'day', points: 60 }],
      budget: { points: 100 },
    });
    const [first, second] = [randomUUID(), randomUUID()];
    const whole = await world.buy(world.posting(first, 10_000));
    expect(world.pointsOf('gift', whole)).toBe(60);
    expect(world.pointsOf('gift', await world.buy(world.posting(first, 10_000)))).toBe(0);
    expect(world.pointsOf('gift', await world.buy(world.posting(second, 10_000)))).toBe(40);
    await world.giveBack(whole);
    expect(world.pointsOf('gift', await world.buy(world.posting(first, 1_000)))).toBe(10);
    expect(world.pointsOf('gift', await world.buy(world.posting(second, 10_000)))).toBe(20);
    expect(await world.points.usage.findBudgets(world.programId, ['gift'])).toEqual([
      expect.objectContaining({ points: 70 }),
    ]);
  });

  it('keeps a member’s cap through purchases at the same time', async () => {
    await world.publish({ code: 'cap', effect: { type: 'fixed', points: 3 }, caps: [{ per: 'total', points: 50 }] });
    const memberId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 32 }, () => world.buy(world.posting(memberId, 50))));
    expect(answers.reduce((sum, answer) => sum + world.pointsOf('cap', answer), 0)).toBe(50);
    expect(await world.available(memberId)).toBe(50);
  });

  it('adds up what two members have used when they turn out to be one, and refills it to the one who stays', async () => {
    await world.publish(
      { code: 'cap', effect: { type: 'per_amount', points: 1, perMajorUnits: 1 }, caps: [{ per: 'day', points: 60 }] },
      { code: 'rare', effect: { type: 'fixed', points: 1 }, cooldown: { hours: 20 } },
    );
    const [mergedId, survivorId] = [randomUUID(), randomUUID()];
    const first = await world.buy(world.posting(mergedId, 5_000));
    expect(world.pointsOf('cap', first)).toBe(50);
    for (let round = 0; round < 2; round += 1) {
      await world.points.merges.execute(world.programId, { mergedId, survivorId });
    }
    const after = await world.buy(world.posting(survivorId, 5_000));
    expect([world.pointsOf('cap', after), world.pointsOf('rare', after)]).toEqual([10, 0]);
    await world.giveBack(first);
    expect(world.pointsOf('cap', await world.buy(world.posting(survivorId, 9_000)))).toBe(50);
  });

  it('evaluates what it then posts, and says why the rest does not apply', async () => {
    await world.publish(
      { code: 'double', effect: { type: 'multiplier', times: 2 }, caps: [{ per: 'day', points: 30 }] },
      { code: 'gold', effect: { type: 'fixed', points: 5 }, tiers: ['gold'] },
    );
    const memberId = randomUUID();
    for (const expected of [130, 100]) {
      const one = world.posting(memberId, 10_000);
      const evaluated = await world.points.evaluate.execute(
        { programId: world.programId, actor: tillActor, correlationId: 'test', locale: 'en' },
        { purchase: one.purchase, member: one.member },
      );
      const posted = await world.buy(one);
      expect(evaluated.points).toEqual(posted.points);
      expect([evaluated.balance, evaluated.lines]).toEqual([posted.balance, posted.lines]);
      expect(posted.points.earned).toBe(expected);
      expect(evaluated.notApplied.map(({ code, reason }) => [code, reason])).toEqual(
        expected === 130
          ? [['gold', 'tier_not_included']]
          : [
              ['double', 'cap_reached'],
              ['gold', 'tier_not_included'],
            ],
      );
    }
  });

  it('forgets counters of periods that are long over, and no others', async () => {
    const caps = (['day', 'week', 'month', 'total'] as const).map((per) => ({ per, points: 1_000 }));
    await world.publish({ code: 'cap', effect: { type: 'fixed', points: 3 }, caps });
    const memberId = randomUUID();
    for (const day of ['2025-09-30', '2025-10-17', '2026-11-21']) {
      await world.buy(world.posting(memberId, 50, `${day}T02:15:00Z`));
    }
    const { database } = world.points.test;
    const counters = new PgCounterStore(database);
    const purge = new PurgeCounters(counters, database, world.clock);
    await purge.execute();
    // 400 days before 21 November 2026 it was 17 October 2025: that day, its week and its month are kept.
    const rows = await database.query<{ period: string }>('SELECT period FROM campaign_usage WHERE program_id = $1', [
      world.programId,
    ]);
    expect(rows.map(({ period }) => period).sort()).toEqual([
      '2025-10',
      '2025-10-17',
      '2025-W42',
      '2026-11',
      '2026-11-21',
      '2026-W47',
      'total',
    ]);
  });
});
