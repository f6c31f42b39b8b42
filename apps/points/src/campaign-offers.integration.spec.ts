import { randomUUID } from 'node:crypto';
import type { PurchasePosting } from '#contracts/internal/points';
import { CampaignWorld, hour } from '../../../test/worlds/campaign-world.js';

describe('offers', () => {
  let world: CampaignWorld;

  beforeAll(async () => {
    world = await CampaignWorld.create();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.startAgain();
  });

  const offer = {
    code: 'offer-a',
    effect: { type: 'fixed', points: 500 },
    window: {
      openedBy: { activity: 'offer_received', field: 'offer' },
      durationHours: 24,
      kind: 'sum_at_least',
      thresholdMinor: 1_000,
      currency: 'CNY',
    },
  } as const;
  const purchases = (memberId: string): PurchasePosting[] =>
    (
      [
        [9, 900],
        [10, 600],
        [20, 399],
        [34, 1],
        [35, 5_000],
      ] as const
    ).map(([hours, minor]) => world.posting(memberId, minor, hour(hours)));

  it('completes the same, whether the offer or the purchases come first', async () => {
    await world.publish(offer);
    const [early, late, between] = [randomUUID(), randomUUID(), randomUUID()];
    const opened = (memberId: string) => world.act(memberId, 'offer_received', { offer: 'offer-a' }, hour(10));
    await world.acted(opened(early));
    for (const one of purchases(early)) await world.buy(one);
    for (const one of purchases(late)) await world.buy(one);
    await world.acted(opened(late));
    for (const one of purchases(between).slice(0, 3)) await world.buy(one);
    await world.acted(opened(between));
    for (const one of purchases(between).slice(3)) await world.buy(one);
    expect([await world.available(early), await world.available(late), await world.available(between)]).toEqual([
      568, 568, 568,
    ]);
    const lots = await world.points.test.database.query(
      `SELECT member_id AS "memberId", earned_at AS "earnedAt" FROM lots
        WHERE program_id = $1 AND campaign_code = 'offer-a'`,
      [world.programId],
    );
    const completed = [early, late, between].map((memberId) => ({ memberId, earnedAt: new Date(hour(34)) }));
    expect(lots).toHaveLength(3);
    expect(lots).toEqual(expect.arrayContaining(completed));
  });

  it('takes a completion back with its purchase, whichever came first', async () => {
    await world.publish(offer);
    const [early, late] = [randomUUID(), randomUUID()];
    const opened = (memberId: string) => world.act(memberId, 'offer_received', { offer: 'offer-a' }, hour(10));
    await world.acted(opened(early));
    await world.giveBack(await world.buy(world.posting(early, 2_000, hour(11))));
    await world.giveBack(await world.buy(world.posting(late, 2_000, hour(11))));
    await world.acted(opened(late));
    expect([await world.available(early), await world.available(late)]).toEqual([0, 0]);
    const posted = await world.buy(world.posting(late, 2_000, hour(12)));
    expect(world.pointsOf('offer-a', posted)).toBe(0);
  });

  it('opens for the offer that the event names only', async () => {
    await world.publish(offer);
    const memberId = randomUUID();
    await world.acted(world.act(memberId, 'offer_received', { offer: 'offer-b' }, hour(10)));
    await world.acted(world.act(memberId, 'offer_viewed', { offer: 'offer-a' }, hour(10)));
    expect(world.pointsOf('offer-a', await world.buy(world.posting(memberId, 2_000, hour(11))))).toBe(0);
  });

  it('goes on with the survivor when its member is merged', async () => {
    await world.publish(offer);
    const [mergedId, survivorId] = [randomUUID(), randomUUID()];
    await world.acted(world.act(mergedId, 'offer_received', { offer: 'offer-a' }, hour(10)));
    await world.buy(world.posting(mergedId, 600, hour(11)));
    await world.points.merges.execute(world.programId, { mergedId, survivorId });
    expect(world.pointsOf('offer-a', await world.buy(world.posting(survivorId, 400, hour(12))))).toBe(500);
  });
});
