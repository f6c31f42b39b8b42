import { randomUUID } from 'node:crypto';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import type { CampaignDocument } from '#rules/campaigns/document';
import { parseCampaign } from '#rules/campaigns/parse';
import { FixedClock } from '#testing/fixed-clock';
import { type Happening } from './application/earn-from-events.js';
import { PgCampaignDocumentStore } from './database/pg-campaign-document.store.js';
import { baseCampaign } from './domain/campaign.js';
import { createPointsWorld, type PointsWorld } from '../../../test/worlds/points-world.js';

const actor = { type: 'client', id: 'till', scope: 'pos' } as const;
const hour = (hours: number): string => new Date(Date.parse('2026-11-01T00:00:00Z') + hours * 3_600_000).toISOString();

describe('earning by campaigns', () => {
  const clock = new FixedClock();
  let world: PointsWorld;
  let members: PointsWorld['members'];
  let schedules: PointsWorld['schedules'];
  let evaluate: PointsWorld['evaluate'];
  let usage: PointsWorld['usage'];
  let accounts: PointsWorld['accounts'];
  let programId: string;

  beforeAll(async () => {
    world = await createPointsWorld(clock);
    ({ members, schedules, evaluate, usage, accounts } = world);
  });
  afterAll(() => world.test.close());
  beforeEach(() => {
    clock.set('2026-11-21T02:15:00Z');
    programId = randomUUID();
  });

  const publish = async (...drafts: readonly (Partial<CampaignDocument> & { readonly code: string })[]) => {
    const documents = new PgCampaignDocumentStore(world.test.database);
    const campaigns = drafts.map(({ code, ...draft }) => {
      const title = { en: code, zh: code };
      const parsed = parseCampaign({ title, trigger: 'purchase', ...draft }, { code, version: 1 });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return parsed.campaign;
    });
    await world.test.database.run(async () => {
      for (const { document, contentHash } of [baseCampaign(), ...campaigns]) {
        const { code, version } = document;
        const dates = { effectiveFrom: null, publishedAt: clock.now() };
        await documents.addVersion(programId, { code, version, contentHash, document, ...dates });
      }
      await documents.raiseRevision(programId);
    });
  };
  const posting = (memberId: string, totalMinor: number, occurredAt = '2026-11-21T02:15:00Z'): PurchasePosting => ({
    purchaseId: randomUUID(),
    purchase: {
      transactionId: randomUUID(),
      storeId: 'S01',
      member: `external:${memberId}`,
      occurredAt,
      currency: 'CNY',
      totalMinor,
      items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: totalMinor }],
    },
    member: { ok: true, value: { memberId, status: 'active' } },
    actor,
    correlationId: 'test',
    locale: 'en',
  });
  const buy = async (one: PurchasePosting): Promise<PurchaseAnswer> => {
    const [result] = await world.purchases.execute(programId, [one]);
    if (!result?.ok) throw new Error(`Refused: ${result?.error.code ?? 'no result'}`);
    return result.value;
  };
  const giveBack = async ({ transactionId }: PurchaseAnswer, quantity = 1): Promise<void> => {
    const [result] = await world.returns.execute(programId, [
      {
        return: {
          returnId: randomUUID(),
          transactionId,
          storeId: 'S01',
          occurredAt: clock.now().toISOString(),
          items: [{ line: 1, quantity }],
        },
        actor,
        correlationId: 'test',
        locale: 'en',
      },
    ]);
    if (!result?.ok) throw new Error(`Refused: ${result?.error.code ?? 'no result'}`);
  };
  const pointsOf = (code: string, { points }: PurchaseAnswer): number =>
    points.campaigns.filter((each) => each.code === code).reduce((sum, each) => sum + each.points, 0);
  const available = async (memberId: string): Promise<number> => {
    const now = clock.now();
    const question = { programId, wallet: 'points', memberIds: [memberId], now, expiringUntil: now };
    return (await accounts.findAccounts(question))[0]?.available ?? -1;
  };
  const act = (memberId: string, activity: string, data: object, occurredAt: string): Happening => ({
    memberId,
    trigger: 'event',
    occurredAt: new Date(occurredAt),
    eventId: randomUUID(),
    reference: randomUUID(),
    activity,
    data: { ...data },
  });
  const acted = (happening: Happening) => world.test.database.run(() => members.acted(programId, [happening]));

  it('never gives more than a budget, however many purchases claim it at once', async () => {
    await publish({ code: 'gift', effect: { type: 'fixed', points: 1 }, budget: { points: 100 } });
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () =>
        world.purchases.execute(
          programId,
          Array.from({ length: 10 }, () => posting(randomUUID(), 50)),
        ),
      ),
    );
    const given = answers.flat().map((result) => (result.ok ? pointsOf('gift', result.value) : NaN));
    expect(given).toHaveLength(300);
    expect(given.reduce((sum, points) => sum + points, 0)).toBe(100);
    expect(await usage.findBudgets(programId, ['gift'])).toEqual([expect.objectContaining({ points: 100, uses: 100 })]);
  });

  it('refills a budget and a cap by what is returned', async () => {
    await publish({
      code: 'gift',
      effect: { type: 'per_amount', points: 1, perMajorUnits: 1 },
      caps: [{ per: 'day', points: 60 }],
      budget: { points: 100 },
    });
    const [first, second] = [randomUUID(), randomUUID()];
    const whole = await buy(posting(first, 10_000));
    expect(pointsOf('gift', whole)).toBe(60);
    expect(pointsOf('gift', await buy(posting(first, 10_000)))).toBe(0);
    expect(pointsOf('gift', await buy(posting(second, 10_000)))).toBe(40);
    await giveBack(whole);
    expect(pointsOf('gift', await buy(posting(first, 1_000)))).toBe(10);
    expect(pointsOf('gift', await buy(posting(second, 10_000)))).toBe(20);
    expect(await usage.findBudgets(programId, ['gift'])).toEqual([expect.objectContaining({ points: 70 })]);
  });

  it('keeps a member’s cap through purchases at the same time', async () => {
    await publish({ code: 'cap', effect: { type: 'fixed', points: 3 }, caps: [{ per: 'total', points: 50 }] });
    const memberId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 32 }, () => buy(posting(memberId, 50))));
    expect(answers.reduce((sum, answer) => sum + pointsOf('cap', answer), 0)).toBe(50);
    expect(await available(memberId)).toBe(50);
  });

  it('evaluates what it then posts, and says why the rest does not apply', async () => {
    await publish(
      { code: 'double', effect: { type: 'multiplier', times: 2 }, caps: [{ per: 'day', points: 30 }] },
      { code: 'gold', effect: { type: 'fixed', points: 5 }, tiers: ['gold'] },
    );
    const memberId = randomUUID();
    for (const expected of [130, 100]) {
      const one = posting(memberId, 10_000);
      const evaluated = await evaluate.execute(
        { programId, actor, correlationId: 'test', locale: 'en' },
        { purchase: one.purchase, member: one.member },
      );
      const posted = await buy(one);
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

  it('lets points wait for an activity, and purchases push their end on', async () => {
    await publish({
      code: 'review-first',
      effect: { type: 'fixed', points: 20 },
      pending: { type: 'event', activity: 'review' },
      expiry: { type: 'sliding', months: 1, activities: ['purchase'] },
    });
    const memberId = randomUUID();
    const at = (days: number): string => {
      clock.set(hour(days * 24));
      return hour(days * 24);
    };
    expect((await buy(posting(memberId, 50, at(0)))).points).toMatchObject({ earned: 20, pending: 20 });
    await acted(act(memberId, 'review', {}, hour(-1)));
    await acted(act(memberId, 'visit', {}, at(1)));
    expect(await available(memberId)).toBe(0);
    await acted(act(memberId, 'review', {}, at(2)));
    expect(await available(memberId)).toBe(20);
    await buy(posting(memberId, 50, at(20)));
    await acted(act(memberId, 'review', {}, at(40)));
    expect(await available(memberId)).toBe(40);
    const ends = await world.test.database.query(
      'SELECT DISTINCT expires_at AS "expiresAt" FROM lots WHERE program_id = $1 AND member_id = $2',
      [programId, memberId],
    );
    expect(ends).toEqual([{ expiresAt: new Date('2026-12-22T00:00:00Z') }]);
  });

  it('gives points for what comes back, where a campaign does', async () => {
    await publish({ code: 'bottles', trigger: 'return', effect: { type: 'per_item', points: 5 }, stores: ['S01'] });
    const memberId = randomUUID();
    const posted = await buy(posting(memberId, 10_000));
    expect(posted.points.earned).toBe(100);
    await giveBack(posted);
    expect(await available(memberId)).toBe(5);
  });

  it('serves every member once when a schedule falls due, however often it is asked', async () => {
    await publish({
      code: 'monthly',
      trigger: 'schedule',
      schedule: { at: '09:00', on: { daysOfMonth: [1] } },
      effect: { type: 'fixed', points: 10 },
    });
    const [early, late] = [randomUUID(), randomUUID()];
    const enrolled = (memberId: string, hours: number): Happening => ({
      ...act(memberId, 'enrolment', {}, hour(hours)),
      trigger: 'enrolment',
    });
    await world.test.database.run(() => members.enrolled(programId, [enrolled(early, 0), enrolled(late, 10)]));
    await schedules.execute({ asOf: new Date(hour(8)) });
    expect(await available(early)).toBe(0);
    const asOf = new Date(hour(12));
    await Promise.all([schedules.execute({ asOf }), schedules.execute({ asOf })]);
    await schedules.execute({ asOf });
    expect([await available(early), await available(late)]).toEqual([10, 0]);
  });

  describe('offers', () => {
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
      ).map(([hours, minor]) => posting(memberId, minor, hour(hours)));

    it('completes the same, whether the offer or the purchases come first', async () => {
      await publish(offer);
      const [early, late, between] = [randomUUID(), randomUUID(), randomUUID()];
      const opened = (memberId: string) => act(memberId, 'offer_received', { offer: 'offer-a' }, hour(10));
      await acted(opened(early));
      for (const one of purchases(early)) await buy(one);
      for (const one of purchases(late)) await buy(one);
      await acted(opened(late));
      for (const one of purchases(between).slice(0, 3)) await buy(one);
      await acted(opened(between));
      for (const one of purchases(between).slice(3)) await buy(one);
      expect([await available(early), await available(late), await available(between)]).toEqual([568, 568, 568]);
      const lots = await world.test.database.query(
        `SELECT member_id AS "memberId", earned_at AS "earnedAt" FROM lots
          WHERE program_id = $1 AND campaign_code = 'offer-a'`,
        [programId],
      );
      const completed = [early, late, between].map((memberId) => ({ memberId, earnedAt: new Date(hour(34)) }));
      expect(lots).toHaveLength(3);
      expect(lots).toEqual(expect.arrayContaining(completed));
    });

    it('takes a completion back with its purchase, whichever came first', async () => {
      await publish(offer);
      const [early, late] = [randomUUID(), randomUUID()];
      const opened = (memberId: string) => act(memberId, 'offer_received', { offer: 'offer-a' }, hour(10));
      await acted(opened(early));
      await giveBack(await buy(posting(early, 2_000, hour(11))));
      await giveBack(await buy(posting(late, 2_000, hour(11))));
      await acted(opened(late));
      expect([await available(early), await available(late)]).toEqual([0, 0]);
      const posted = await buy(posting(late, 2_000, hour(12)));
      expect(pointsOf('offer-a', posted)).toBe(0);
    });

    it('opens for the offer that the event names only', async () => {
      await publish(offer);
      const memberId = randomUUID();
      await acted(act(memberId, 'offer_received', { offer: 'offer-b' }, hour(10)));
      await acted(act(memberId, 'offer_viewed', { offer: 'offer-a' }, hour(10)));
      expect(pointsOf('offer-a', await buy(posting(memberId, 2_000, hour(11))))).toBe(0);
    });
  });

  it('gives points for what members do and what happens to them', async () => {
    await publish(
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
    clock.set('2026-12-15T00:00:00Z');
    const memberId = randomUUID();
    const enrolled: Happening = { ...act(memberId, 'enrolment', {}, hour(0)), trigger: 'enrolment' };
    await world.test.database.run(() => members.enrolled(programId, [enrolled]));
    for (const hours of [1, 2, 21]) await acted(act(memberId, 'visit', {}, hour(hours)));
    expect(await available(memberId)).toBe(50 + 7 + 7);
    expect(pointsOf('newcomer', await buy(posting(memberId, 50, hour(30 * 24 - 1))))).toBe(4);
    expect(pointsOf('newcomer', await buy(posting(memberId, 50, hour(30 * 24))))).toBe(0);
  });
});
