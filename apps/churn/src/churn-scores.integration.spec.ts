import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '#contracts/events/catalogue';
import { EventOutbox } from '#contracts/events/outbox';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { createDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { createTestService, type TestService } from '#testing/test-service';
import { BackgroundWork, type Work } from './application/ports/background-work.js';
import { LearnMembers } from './application/learn-members.js';
import { MergeMembers } from './application/merge-members.js';
import { Models } from './application/ports/models.js';
import type { PurchaseFact } from './application/ports/purchase-facts.js';
import { Watch } from './application/ports/watch.js';
import { ReadAssessments } from './application/read-assessments.js';
import { RecordAdjustments } from './application/record-adjustments.js';
import { RecordPurchases } from './application/record-purchases.js';
import { RememberProgram } from './application/remember-program.js';
import { RescoreMembers } from './application/scoring/rescore-members.js';
import { RequestTraining } from './application/training/request-training.js';
import { RollbackModel } from './application/training/rollback-model.js';
import { ReadWatch } from './application/watch/read-watch.js';
import { ChurnEnv } from './churn.env.js';
import { ChurnModule } from './churn.module.js';
import { churnDatabase } from './database/churn.database.js';
import { PgTrainingLease } from './database/pg-training-lease.js';
import { seededRandom } from './domain/numeric/random.js';
import { SilentProgress } from './workers/logged-progress.js';
import { workOn } from './workers/work-on.js';

const now = '2026-11-21T02:15:00Z';
const dayMs = 86_400_000;

describe('scores of a programme', () => {
  let service: TestService;
  let programId: string;
  const work = { run: (_work: Work): Promise<void> => Promise.resolve() };

  beforeAll(async () => {
    service = await createTestService({
      database: churnDatabase,
      EnvClass: ChurnEnv,
      env: {},
      module: (env) => ChurnModule.forRoot(env),
    });
    // A thread needs the compiled module: here the same work runs in the test's own process.
    const means = {
      database: service.app.get(Database),
      clock: service.app.get(Clock),
      ids: service.app.get(Ids),
      outbox: service.app.get(EventOutbox),
      progress: new SilentProgress(),
    };
    service.app.get(BackgroundWork).run = (each) => work.run(each);
    work.run = (each) => workOn(each, means);
  });
  afterAll(() => service.close());

  beforeEach(async () => {
    programId = randomUUID();
    const program = { programId, currency: 'CNY', timeZone: 'Asia/Shanghai' };
    await service.app.get(RememberProgram).execute([program]);
  });

  const train = (options: object = {}) =>
    service.app
      .get(RequestTraining)
      .execute({ programId, requestedBy: 'test', horizonDays: 60, waitMs: 120_000, ...options });
  const assess = async (memberId: string, locale: 'en' | 'zh' = 'en') => {
    const [assessment] = await service.app.get(ReadAssessments).execute(programId, [memberId], locale);
    return assessment;
  };

  it('come with a model, follow each event, and go back with a rollback', async () => {
    const members = await populate(service, programId, 96);
    const [memberId = ''] = members;
    expect(await assess(memberId)).toMatchObject({ scored: null, unavailable: 'model_not_trained' });

    const first = await train();
    expect(first).toMatchObject({ status: 'champion', version: 1, report: { reason: 'first_model' } });
    const before = await assess(memberId);
    expect(before?.unavailable).toBeNull();
    const { reasons = [], churnProbability = 0, impact = 0, urgency = 0, score } = before?.scored ?? {};
    const sum = reasons.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum).toBeCloseTo(40 * churnProbability + 35 * impact + 25 * urgency, 6);
    expect(score).toBe(Math.floor(sum + 0.5));
    expect(before?.scored?.percentilesFrom).toBe('2026-11-21-v1');
    expect((await assess(memberId, 'zh'))?.scored?.reasons[0]?.text).toMatch(/会员/);

    await service.app.get(RecordPurchases).execute([aPurchase(programId, memberId, new Date(now))]);
    await service.app.get(RescoreMembers).execute();
    const after = await assess(memberId);
    expect(after?.scored?.churnProbability).toBeLessThan(churnProbability);

    await service.app.get(LearnMembers).execute([{ programId, memberId, status: 'closed' }]);
    expect(await assess(memberId)).toMatchObject({ scored: null, unavailable: 'not_scored_yet' });
    await service.app.get(LearnMembers).execute([{ programId, memberId, status: 'active' }]);

    expect((await train()).status).toBe('challenger');
    expect((await assess(memberId))?.scored?.modelVersion).toBe('v1');
    await expect(service.app.get(RollbackModel).execute(programId, undefined)).rejects.toMatchObject({
      code: 'not_found',
    });
    const again = await service.app.get(RollbackModel).execute(programId, 1);
    expect(again).toMatchObject({ status: 'champion', version: 1 });
  });

  it('tell each change of level once, in the commit of the score', async () => {
    const members = await populate(service, programId, 96);
    await train();
    const levels = new Map<string, string | undefined>();
    for (const memberId of members) levels.set(memberId, (await assess(memberId))?.scored?.level);
    const bought = members.map((memberId) => aPurchase(programId, memberId, new Date(now)));
    await service.app.get(RecordPurchases).execute(bought);
    await service.app.get(RescoreMembers).execute();
    await service.app.get(RecordPurchases).execute(bought);
    await service.app.get(RescoreMembers).execute();

    const told = await levelChanges(service, programId);
    const changed = [];
    for (const memberId of members) {
      const to = (await assess(memberId))?.scored?.level;
      if (to !== levels.get(memberId)) changed.push({ memberId, from: levels.get(memberId), to });
    }
    expect(changed.length).toBeGreaterThan(0);
    expect(told.map(({ memberId, data }) => ({ memberId, from: data.from, to: data.to }))).toEqual(
      expect.arrayContaining(changed),
    );
    expect(told).toHaveLength(changed.length);
  });

  it('follow a merge: the survivor’s comes anew, the merged one has none', async () => {
    const [mergedId = '', survivorId = ''] = await populate(service, programId, 96);
    await train();
    const days = async (memberId: string) => (await assess(memberId))?.summary?.repeatDays ?? 0;
    const [before, brought] = [await days(survivorId), await days(mergedId)];
    const merge = { programId, mergedId, survivorId, mergedAt: now };
    for (let times = 0; times < 2; times++) await service.app.get(MergeMembers).execute([merge]);
    await service.app.get(RescoreMembers).execute();

    expect(await days(survivorId)).toBeGreaterThan(Math.max(before, brought));
    expect((await assess(survivorId))?.scored?.score).toBeDefined();
    expect(await assess(mergedId)).toMatchObject({ scored: null, summary: { repeatDays: 0 } });
  });

  it('know nothing of what happened after the instant that was asked for', async () => {
    const members = await populate(service, programId, 96);
    const asOf = new Date(Date.parse(now) - 100 * dayMs);
    await train({ asOf });
    const scored = async () => Promise.all(members.map(async (memberId) => (await assess(memberId))?.scored));
    const before = await scored();
    const [memberId = ''] = members;
    const later = aPurchase(programId, memberId, new Date(asOf.getTime() + dayMs));
    await service.app.get(RecordPurchases).execute([later]);
    await service.app.get(RescoreMembers).execute();
    await work.run({ kind: 'score', programId, asOf });
    expect(await scored()).toEqual(before);
  });

  it('name what is missing for a model', async () => {
    const [memberId = ''] = await populate(service, programId, 8);
    expect(await train()).toMatchObject({ status: 'failed', failure: 'thin_data' });
    expect(await assess(memberId)).toMatchObject({ scored: null, unavailable: 'thin_data' });
  });

  it('leave nothing in use of a training that broke off', async () => {
    const [memberId = ''] = await populate(service, programId, 96);
    const whole = work.run;
    work.run = () => Promise.reject(new Error('killed'));
    expect(await train()).toMatchObject({ status: 'failed', failure: 'interrupted' });
    work.run = whole;
    expect(await assess(memberId)).toMatchObject({ scored: null, unavailable: 'model_not_trained' });
  });

  it('refuse a second training while one is running, and end it when its process is gone', async () => {
    const models = service.app.get(Models);
    const elsewhere = await createDataSource(churnDatabase, { url: service.test.url, poolMax: 2 }).initialize();
    const lease = new PgTrainingLease(new Database(elsewhere), service.app.get(Ids));
    const { release } = await lease.hold();
    const asOf = new Date(now);
    const running = { programId, requestedBy: 'other', asOf, horizonDays: 60, seed: 1, startedAt: asOf };
    const started = await models.start({ ...running, modelId: randomUUID(), heldBy: lease.holder });
    service.clock.advance(24 * 60 * 60_000);
    await expect(train()).rejects.toMatchObject({ code: 'in_progress', retryAfterSeconds: 10 });
    service.clock.set(now);

    // The connection goes with the process, and the lock with the connection.
    release();
    await elsewhere.destroy();
    await service.test.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `training ${lease.holder}`,
    ]);
    expect(await models.endInterrupted(new Date(now))).toBe(1);
    expect(await models.find(programId, started?.modelId ?? '')).toMatchObject({
      status: 'failed',
      failure: 'interrupted',
    });
    expect((await train()).failure).toBe('thin_data');
    expect(await models.endInterrupted(new Date(now))).toBe(0);
  });

  it('are watched by part of the programme, and days that stand out raise an alert once', async () => {
    const members = await populate(service, programId, 96);
    await train();
    const watch = service.app.get(ReadWatch);
    const noWindow = { from: undefined, to: undefined };
    const [all] = (await watch.risk(programId, 'all', noWindow)).cells;
    expect(all).toMatchObject({ takenOn: '2026-11-21', members: members.length });
    const stores = (await watch.risk(programId, 'store', noWindow)).cells;
    expect(stores.map(({ name }) => name).sort()).toEqual(['S01', 'S02']);
    expect(stores.reduce((sum, cell) => sum + cell.members, 0)).toBe(members.length);

    const bought = members.slice(0, 60).map((memberId) => aPurchase(programId, memberId, new Date(now)));
    await service.app.get(RecordPurchases).execute(bought);
    await service.app.get(RecordAdjustments).execute(
      bought.map(({ purchaseId }) => ({
        programId,
        purchaseId,
        adjustmentId: randomUUID(),
        refundMinor: 100,
        voided: false,
        occurredAt: now,
      })),
    );
    for (let round = 0; round < 2; round++) await work.run({ kind: 'score', programId, asOf: new Date(now) });
    const alerts = (await watch.alerts(programId, 10, true)).filter(({ kind }) => kind === 'returns');
    expect(alerts).toMatchObject([{ day: '2026-11-21', observed: 60, expected: 0, acknowledgedAt: null }]);
    await watch.acknowledge(programId, alerts[0]?.alertId ?? '', 'operator');
    const second = await watch.acknowledge(programId, alerts[0]?.alertId ?? '', 'somebody else');
    expect(second.acknowledgedBy).toBe('operator');
    expect(await service.app.get(Watch).alerts(randomUUID(), 10, false)).toEqual([]);
  });
});

/** Members who buy at their own pace and leave at their own time, until now. */
async function populate(service: TestService, programId: string, count: number): Promise<string[]> {
  const random = seededRandom(5);
  const members: string[] = [];
  const purchases: PurchaseFact[] = [];
  for (let index = 0; index < count; index++) {
    const memberId = randomUUID();
    members.push(memberId);
    const gapDays = 5 + 40 * random() ** 2;
    const usual = 2_000 / (0.1 + random());
    let ageDays = 200 + Math.floor(random() * 200);
    for (; ageDays > 0; ageDays -= 1 + Math.floor(-Math.log(1 - random()) * gapDays)) {
      const storeId = index % 3 === 0 ? 'S02' : 'S01';
      const at = new Date(Date.parse(now) - ageDays * dayMs);
      purchases.push({
        ...aPurchase(programId, memberId, at),
        storeId,
        payableMinor: Math.floor(usual * (0.5 + random())),
      });
      if (random() < 0.12) break;
    }
  }
  await service.app.get(RecordPurchases).execute(purchases);
  return members;
}

function aPurchase(programId: string, memberId: string, at: Date): PurchaseFact {
  return {
    programId,
    memberId,
    purchaseId: randomUUID(),
    occurredAt: at.toISOString(),
    currency: 'CNY',
    payableMinor: 5_000,
    totalMinor: 10_000,
    storeId: 'S01',
    channel: 'pos',
    categories: ['food'],
    skus: ['FOOD'],
  };
}

function levelChanges(
  { test }: TestService,
  programId: string,
): Promise<EventEnvelope<'churn.risk-level-changed.v1'>[]> {
  return test.database.query<EventEnvelope<'churn.risk-level-changed.v1'>>(
    `SELECT member_id AS "memberId", data::jsonb AS data FROM outbox
      WHERE type = 'churn.risk-level-changed.v1' AND program_id = $1`,
    [programId],
  );
}
