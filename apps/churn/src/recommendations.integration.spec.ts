import { randomUUID } from 'node:crypto';
import type { Caller } from '#contracts/internal/call';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { LearnItems } from './application/learn-items.js';
import { ItemLearner } from './application/ports/item-learner.js';
import { ReadRecommendations } from './application/read-recommendations.js';
import { churnDatabase } from './database/churn.database.js';
import { ItemModelsStore } from './database/item-models.store.js';
import { MetricProjection } from './database/metric-projection.js';
import { ProgramSettingsStore } from './database/program-settings.store.js';
import { PurchaseFactsStore } from './database/purchase-facts.store.js';
import { type BasketFact, type ItemModel, learnItems } from './domain/recommending/item-model.js';

class LearnHere extends ItemLearner {
  learn(baskets: readonly BasketFact[]): Promise<ItemModel> {
    return Promise.resolve(learnItems(baskets));
  }
}

describe('recommendations of the service', () => {
  const clock = new FixedClock();
  let test: TestDatabase;
  let facts: PurchaseFactsStore;
  let learn: LearnItems;
  let read: ReadRecommendations;
  let programId: string;

  beforeAll(async () => {
    test = await createTestDatabase(churnDatabase);
    const models = new ItemModelsStore(test.database);
    const programs = new ProgramSettingsStore(test.database);
    facts = new PurchaseFactsStore(test.database, new MetricProjection(test.database));
    learn = new LearnItems(models, new LearnHere(), programs);
    read = new ReadRecommendations(models, programs, clock);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock.set('2026-03-01T04:00:00Z');
    programId = randomUUID();
    await new ProgramSettingsStore(test.database).remember([{ programId, currency: 'CNY', timeZone: 'Asia/Shanghai' }]);
  });

  const bought = (memberId: string, occurredAt: string, ...skus: string[]) => ({
    programId,
    memberId,
    purchaseId: randomUUID(),
    occurredAt,
    currency: 'CNY',
    payableMinor: 1_000,
    totalMinor: 1_000,
    storeId: null,
    channel: 'pos',
    categories: [],
    skus,
  });
  const caller = (locale: 'en' | 'zh' = 'en'): Caller => ({
    programId,
    actor: { type: 'client', id: 'app', scope: 'app' },
    correlationId: 'test',
    locale,
  });

  it('answers what was learned from all members, each item with its reason', async () => {
    const [cat, newcomer] = [randomUUID(), randomUUID()];
    await facts.record([
      // 23:30 in Shanghai is the day before in UTC plus one: the programme's day counts.
      bought(cat, '2026-01-29T15:30:00Z', 'cat-food', 'litter'),
      bought(cat, '2026-02-26T16:30:00Z', 'cat-food'),
      ...Array.from({ length: 3 }, () => bought(randomUUID(), '2026-02-20T04:00:00Z', 'tea')),
    ]);
    expect(await learn.execute(clock.now())).toContain(programId);
    const [ofCat, ofNewcomer] = await read.execute(caller(), { memberIds: [cat, newcomer], first: 3 });
    expect(ofCat?.[0]).toMatchObject({
      kind: 'replenish',
      sku: 'cat-food',
      reason: 'Bought last on 2026-02-27, due again about 2026-03-28.',
      dueAt: '2026-03-27T16:00:00.000Z',
    });
    expect(ofNewcomer?.[0]).toMatchObject({ kind: 'popular', sku: 'tea', reason: '3 members bought it lately.' });
    const [, chinese] = await read.execute(caller('zh'), { memberIds: [cat, newcomer], first: 1 });
    expect(chinese).toMatchObject([{ sku: 'tea', reason: '近期有 3 位会员购买。' }]);
  });

  it('learns a programme once a day, and not from voided purchases', async () => {
    const voided = bought(randomUUID(), '2026-02-20T04:00:00Z', 'mistake');
    await facts.record([voided, bought(randomUUID(), '2026-02-20T04:00:00Z', 'tea')]);
    await facts.adjust([
      {
        programId,
        purchaseId: voided.purchaseId,
        adjustmentId: 'V1',
        refundMinor: 0,
        voided: true,
        occurredAt: '2026-02-21T04:00:00Z',
      },
    ]);
    await learn.execute(clock.now());
    expect(await learn.execute(new Date(clock.now().getTime() + 60_000))).not.toContain(programId);
    const [list] = await read.execute(caller(), { memberIds: [randomUUID()], first: 5 });
    expect(list?.map(({ sku }) => sku)).toEqual(['tea']);
  });

  it('answers nothing before it has learned', async () => {
    expect(await read.execute(caller(), { memberIds: [randomUUID()], first: 5 })).toEqual([[]]);
  });
});
