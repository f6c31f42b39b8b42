import { randomUUID } from 'node:crypto';
import { CampaignWorld, hour, tillActor } from '../../../test/worlds/campaign-world.js';

describe('what campaigns give for what members do', () => {
  let world: CampaignWorld;

  beforeAll(async () => {
    world = await CampaignWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  it('lets points wait for an activity, and purchases push their end on', async () => {
    await world.publish({
      code: 'review-first',
      effect: { type: 'fixed', points: 20 },
      pending: { type: 'event', activity: 'review' },
      expiry: { type: 'sliding', months: 1, activities: ['purchase'] },
    });
    const memberId = randomUUID();
    const at = (days: number): string => {
      world.clock.set(hour(days * 24));
      return hour(days * 24);
    };
    expect((await world.buy(world.posting(memberId, 50, at(0)))).points).toMatchObject({ earned: 20, pending: 20 });
    await world.acted(world.act(memberId, 'review', {}, hour(-1)));
    await world.acted(world.act(memberId, 'visit', {}, at(1)));
    expect(await world.available(memberId)).toBe(0);
    await world.acted(world.act(memberId, 'review', {}, at(2)));
    expect(await world.available(memberId)).toBe(20);
    await world.buy(world.posting(memberId, 50, at(20)));
    await world.acted(world.act(memberId, 'review', {}, at(40)));
    expect(await world.available(memberId)).toBe(40);
    const ends = await world.points.test.database.query(
      'SELECT DISTINCT expires_at AS "expiresAt" FROM lots WHERE program_id = $1 AND member_id = $2',
      [world.programId, memberId],
    );
    expect(ends).toEqual([{ expiresAt: new Date('2026-12-22T00:00:00Z') }]);
  });

  it('gives points for what comes back, where a campaign does', async () => {
    await world.publish({
      code: 'bottles',
      trigger: 'return',
      effect: { type: 'per_item', points: 5 },
      stores: ['S01'],
    });
    const memberId = randomUUID();
    const posted = await world.buy(world.posting(memberId, 10_000));
    expect(posted.points.earned).toBe(100);
    const evaluated = await world.points.evaluations.execute(
      { programId: world.programId, actor: tillActor, correlationId: 'test', locale: 'en' },
      { transactionId: posted.transactionId, storeId: 'S01', items: [{ line: 1, quantity: 1 }] },
    );
    expect(evaluated.balance).toMatchObject({ available: 5, debt: 0 });
    expect(await world.giveBack(posted)).toMatchObject({ balance: { available: 5, debt: 0 } });
    expect(await world.available(memberId)).toBe(5);
  });

  it('answers each of two returns at once with the balance after it', async () => {
    await world.publish({ code: 'bottles', trigger: 'return', effect: { type: 'per_item', points: 5 } });
    const memberId = randomUUID();
    const bought = [await world.buy(world.posting(memberId, 100)), await world.buy(world.posting(memberId, 100))];
    const back = await world.giveBackAtOnce(bought);
    expect(back).toMatchObject([{ balance: { available: 6 } }, { balance: { available: 10 } }]);
  });

  it('serves every member once when a schedule falls due, however often it is asked', async () => {
    await world.publish({
      code: 'monthly',
      trigger: 'schedule',
      schedule: { at: '09:00', on: { daysOfMonth: [1] } },
      effect: { type: 'fixed', points: 10 },
    });
    const [early, late] = [randomUUID(), randomUUID()];
    await world.enrolled(world.enrolment(early, hour(0)), world.enrolment(late, hour(10)));
    await world.points.schedules.execute({ asOf: new Date(hour(8)) });
    expect(await world.available(early)).toBe(0);
    const asOf = new Date(hour(12));
    await Promise.all([world.points.schedules.execute({ asOf }), world.points.schedules.execute({ asOf })]);
    await world.points.schedules.execute({ asOf });
    expect([await world.available(early), await world.available(late)]).toEqual([10, 0]);
  });

  it('gives points for what members do and what happens to them', async () => {
    await world.publish(
      {
        code: 'visit',
        trigger: 'event',
        activity: 'visit',
        effect: { type: 'fixed', points: 7 },
        cooldown: { hours: 20 },
      },
      { code: 'welcome', trigger: 'enrolment', effect: { type: 'fixed', points: 50 } },
      {
        code: 'newcomer',
        effect: { type: 'fixed', points: 4 },
        conditions: [{ name: 'first month', when: 'has(member.ageDays) && member.ageDays < 30' }],
      },
    );
    world.clock.set('2026-12-15T00:00:00Z');
    const memberId = randomUUID();
    await world.enrolled(world.enrolment(memberId, hour(0)));
    for (const hours of [1, 2, 21]) await world.acted(world.act(memberId, 'visit', {}, hour(hours)));
    expect(await world.available(memberId)).toBe(50 + 7 + 7);
    expect(world.pointsOf('newcomer', await world.buy(world.posting(memberId, 50, hour(30 * 24 - 1))))).toBe(4);
    expect(world.pointsOf('newcomer', await world.buy(world.posting(memberId, 50, hour(30 * 24))))).toBe(0);
  });

  it('gives nothing to members who may not earn, until they may again', async () => {
    await world.publish(
      { code: 'visit', trigger: 'event', activity: 'visit', effect: { type: 'fixed', points: 7 } },
      { code: 'bottles', trigger: 'return', effect: { type: 'fixed', points: 3 } },
    );
    const [suspended, erased, merged] = [randomUUID(), randomUUID(), randomUUID()];
    const told = (memberId: string, status: string, memberSeq: number) =>
      world.points.learn.statuses([{ programId: world.programId, memberId, status, memberSeq }]);
    const visit = (memberId: string) => world.acted(world.act(memberId, 'visit', {}, hour(1)));
    const bought = await world.buy(world.posting(suspended, 50));
    await told(suspended, 'suspended', 5);
    await told(erased, 'erased', 5);
    await world.points.merges.execute(world.programId, { mergedId: merged, survivorId: erased });
    // An older event that comes late changes nothing.
    await told(suspended, 'active', 4);
    for (const memberId of [suspended, erased, merged]) await visit(memberId);
    await world.giveBack(bought);
    for (const memberId of [suspended, erased, merged]) expect(await world.available(memberId)).toBe(0);
    await told(suspended, 'earn_only', 6);
    await visit(suspended);
    expect(await world.available(suspended)).toBe(7);
  });
});
