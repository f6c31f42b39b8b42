import fc from 'fast-check';
import { DateTime } from 'luxon';
import { randomUUID } from 'node:crypto';
import type { Caller } from '#contracts/internal/call';
import type { EventOf } from '#contracts/events/catalogue';
import { Database } from '#platform/database/database';
import { runAsCaller } from '#platform/http/identity';
import { createTestService, type TestService } from '#testing/test-service';
import { MembersController } from './api/members.controller.js';
import { ProgramsController } from './api/programs.controller.js';
import { membersDatabase } from './database/members.database.js';
import { defaultLadder } from './domain/default-ladder.js';
import { levelsOf } from './domain/tier-ladder.js';
import { MembersEnv } from './members.env.js';
import { MembersModule } from './members.module.js';
import { PurchasesConsumer } from './messaging/purchases.consumer.js';

const timeZone = 'Asia/Shanghai';
const propertyTimeoutMs = 60_000;
const raceTimeoutMs = 20_000;
const levels = levelsOf(defaultLadder);

type Bought = EventOf<'points.purchase-recorded.v1' | 'points.purchase-claimed.v1'>;
type Returned = EventOf<'points.purchase-returned.v1'>;
type Voided = EventOf<'points.purchase-voided.v1'>;
type Arrival = Bought | Returned | Voided;

interface PurchaseOptions {
  readonly memberId?: string;
  readonly at: string;
  readonly major: number;
  readonly purchaseId?: string;
  readonly currency?: string;
}

describe('growth and tiers', () => {
  let service: TestService;
  let consumer: PurchasesConsumer;
  let members: MembersController;
  let caller: Caller;

  beforeAll(async () => {
    service = await createTestService({
      database: membersDatabase,
      EnvClass: MembersEnv,
      env: { KEEPSAKE_PII_KEY: 'p'.repeat(32), KEEPSAKE_INDEX_KEY: 'x'.repeat(32) },
      module: (env) => MembersModule.forRoot(env),
    });
    consumer = service.app.get(PurchasesConsumer);
    members = service.app.get(MembersController);
    const program = { code: 'demo', name: 'Demo', currency: 'CNY', timeZone };
    const { id: programId } = await service.app.get(ProgramsController).create(program);
    caller = { programId, actor: { type: 'client', id: 'k', scope: 'pos' }, correlationId: 'c', locale: 'zh' };
  });
  beforeEach(() => service.clock.set('2026-11-21T02:15:00Z'));
  afterAll(() => service.close());

  const enroll = async (): Promise<string> => {
    const memberId = randomUUID();
    await runAsCaller(caller, () => members.enroll({ memberId, enrolledAt: '2020-01-01T00:00:00Z' }));
    return memberId;
  };
  const tierOf = async (memberId: string) => {
    const { results } = await runAsCaller(caller, () => members.read({ references: [memberId] }));
    const [result] = results;
    if (!result?.ok) throw new Error('no member');
    return result.value.tier;
  };
  const changesOf = (memberId: string) =>
    service.app.get(Database).query<{ data: { from: string; to: string; reasonCode: string }; at: string }>(
      `SELECT data::jsonb AS data, to_char(occurred_at, 'YYYY-MM-DD HH24:MI') AS at FROM outbox
        WHERE member_id = $1 AND type = 'members.tier-changed.v1' ORDER BY position`,
      [memberId],
    );

  function envelope(at: string, memberId?: string) {
    const place = { id: randomUUID(), recordedAt: at, source: 'points', programId: caller.programId };
    return { ...place, timestamp: new Date(at).toISOString(), ...(memberId ? { memberId, memberSeq: 1 } : {}) };
  }
  function purchase(
    { memberId, at, major, purchaseId = randomUUID(), currency = 'CNY' }: PurchaseOptions,
    type: Bought['type'] = 'points.purchase-recorded.v1',
  ): Bought {
    const amounts = { currency, totalMinor: major * 100, payableMinor: major * 100 };
    const data = {
      purchaseId,
      transactionId: purchaseId,
      storeId: null,
      channel: 'pos',
      ...amounts,
      lines: [],
      late: false,
    };
    return { ...envelope(at, memberId), type, data: { ...data, claimedAt: at } } as Bought;
  }
  function returned(purchaseId: string, major: number, full = false, returnId: string = randomUUID()): Returned {
    const data = { returnId, purchaseId, storeId: null, refundMinor: major * 100, lines: [], full };
    return { ...envelope('2026-11-20T00:00:00Z'), type: 'points.purchase-returned.v1', data };
  }
  function voided(purchaseId: string): Voided {
    const data = { purchaseId, voidId: purchaseId, reasonCode: 'error' };
    return { ...envelope('2026-11-20T00:00:00Z'), type: 'points.purchase-voided.v1', data };
  }
  /** As the inbox does: one transaction a batch, one call a type. */
  const deliver = (events: readonly Arrival[]): Promise<void> =>
    service.app.get(Database).run(async () => {
      const of = <Type extends Arrival['type']>(...types: Type[]) =>
        events.filter((event): event is Extract<Arrival, { type: Type }> => (types as string[]).includes(event.type));
      await consumer.bought(of('points.purchase-recorded.v1', 'points.purchase-claimed.v1'));
      await consumer.returned(of('points.purchase-returned.v1'));
      await consumer.voided(of('points.purchase-voided.v1'));
    });

  it('lifts a member at once and says how far it is to the next grade', async () => {
    const memberId = await enroll();
    await deliver([purchase({ memberId, at: '2026-11-01T10:00:00Z', major: 3_200 })]);
    expect(await tierOf(memberId)).toMatchObject({
      level: 'gold-1',
      label: '金卡一级',
      layer: 'UPGRADE',
      since: '2026-11-01T10:00:00.000Z',
      progress: { value: 3_200, from: 3_000, target: 6_000, missing: 2_800, next: 'gold-2', nextLabel: '金卡二级' },
    });
    expect(await changesOf(memberId)).toMatchObject([
      {
        data: { from: 'silver-1', to: 'gold-1', direction: 'upgrade', ladder: 'growth', ladderVersion: 1 },
        at: '2026-11-01 10:00',
      },
    ]);
  });

  it.each([
    [499, 'silver-1'],
    [500, 'silver-2'],
    [79_999, 'diamond-2'],
    [80_000, 'diamond-3'],
  ])('%i growth is %s', async (major, level) => {
    const memberId = await enroll();
    await deliver([purchase({ memberId, at: '2026-11-01T10:00:00Z', major })]);
    expect((await tierOf(memberId)).level).toBe(level);
  });

  it('tells each step with the purchase that reached it, in a batch as one by one', async () => {
    const [one, other] = [await enroll(), await enroll()];
    const steps = [
      { at: '2026-11-01T10:00:00Z', major: 400 },
      { at: '2026-11-01T11:00:00Z', major: 200 },
      { at: '2026-11-02T10:00:00Z', major: 5_500 },
    ];
    for (const step of steps) await deliver([purchase({ ...step, memberId: one })]);
    await deliver([...steps].reverse().map((step) => purchase({ ...step, memberId: other })));
    const told = (await changesOf(one)).map(({ data, at }) => [data.from, data.to, at]);
    expect(told).toEqual([
      ['silver-1', 'silver-2', '2026-11-01 11:00'],
      ['silver-2', 'gold-2', '2026-11-02 10:00'],
    ]);
    expect((await changesOf(other)).map(({ data, at }) => [data.from, data.to, at])).toEqual(told);
  });

  it('counts the local days of twelve months, and keeps a level when the window moves on', async () => {
    const memberId = await enroll();
    // 16:30 UTC on 21 November 2025 is the 22nd in Shanghai: the first day of the window that ends on 21 November 2026.
    await deliver([purchase({ memberId, at: '2025-11-21T16:30:00Z', major: 300 })]);
    await deliver([purchase({ memberId, at: '2026-11-21T01:00:00Z', major: 200 })]);
    expect(await tierOf(memberId)).toMatchObject({ level: 'silver-2', progress: { value: 500 } });
    service.clock.set('2026-11-21T16:30:00Z');
    expect(await tierOf(memberId)).toMatchObject({ level: 'silver-2', progress: { value: 200, missing: 1_300 } });

    const apart = await enroll();
    await deliver([purchase({ memberId: apart, at: '2025-11-21T15:30:00Z', major: 300 })]);
    await deliver([purchase({ memberId: apart, at: '2026-11-21T01:00:00Z', major: 200 })]);
    expect((await tierOf(apart)).level).toBe('silver-1');
  });

  it('counts a purchase once, and whole major units of its own currency', async () => {
    const memberId = await enroll();
    const yen = purchase({ memberId, at: '2026-11-01T10:00:00Z', major: 3, currency: 'JPY' });
    await deliver([yen, yen]);
    await deliver([yen]);
    await deliver([{ ...yen, id: randomUUID() }]);
    expect((await tierOf(memberId)).progress?.value).toBe(300);
  });

  it('takes a level away when the purchase that reached it is returned', async () => {
    const memberId = await enroll();
    const big = purchase({ memberId, at: '2026-11-01T10:00:00Z', major: 700 });
    await deliver([purchase({ memberId, at: '2026-10-01T10:00:00Z', major: 100 }), big]);
    await deliver([returned(big.data.purchaseId, 650)]);
    expect(await tierOf(memberId)).toMatchObject({ level: 'silver-1', progress: { value: 150 } });
    expect((await changesOf(memberId)).at(-1)?.data).toMatchObject({
      from: 'silver-2',
      to: 'silver-1',
      direction: 'downgrade',
      reasonCode: 'purchase_reversed',
    });
  });

  it(
    'loses neither a purchase nor its return when they come at the same time',
    async () => {
      for (let round = 0; round < 5; round += 1) {
        const memberId = await enroll();
        const bought = purchase({ memberId, at: '2026-11-01T10:00:00Z', major: 700 });
        await Promise.all([deliver([bought]), deliver([returned(bought.data.purchaseId, 300)]), deliver([bought])]);
        expect(await tierOf(memberId)).toMatchObject({ level: 'silver-1', progress: { value: 400 } });
      }
    },
    raceTimeoutMs,
  );

  it(
    'adds up what many batches bring to one member at the same time',
    async () => {
      const memberId = await enroll();
      const batches = Array.from({ length: 12 }, (_, batch) =>
        Array.from({ length: 5 }, (__, hour) =>
          purchase({ memberId, at: `2026-11-0${(batch % 9) + 1}T0${hour}:00:00Z`, major: 50 }),
        ),
      );
      await Promise.all(batches.map(deliver));
      expect(await tierOf(memberId)).toMatchObject({ level: 'gold-1', progress: { value: 3_000 } });
    },
    raceTimeoutMs,
  );

  it(
    'equals a recomputation, in any order of arrival, batched and repeated anyhow',
    async () => {
      const bought = fc.record({
        minutes: fc.integer({ min: 0, max: 60 * 24 * 1_100 }),
        major: fc.integer({ min: 0, max: 9_000 }),
        returnedShares: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 2 }),
        fate: fc.constantFrom('kept', 'kept', 'kept', 'claimed', 'voided', 'full'),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(bought, { minLength: 1, maxLength: 15 }),
          fc.array(fc.nat(), { minLength: 90, maxLength: 90 }),
          fc.integer({ min: 1, max: 12 }),
          async (history, order, batchSize) => {
            const memberId = await enroll();
            const facts = history.map((each) => {
              const at = new Date(Date.UTC(2023, 0, 1) + each.minutes * 60_000);
              const refunds = each.returnedShares.map((share) => Math.floor((each.major * share) / 100));
              return { ...each, at, refunds, purchaseId: randomUUID() };
            });
            const arrivals = facts.flatMap(({ at, major, purchaseId, refunds, fate }): Arrival[] => {
              const made = { at: at.toISOString(), major, purchaseId };
              const returns = refunds.map((refund) => returned(purchaseId, refund));
              const bought =
                fate === 'claimed'
                  ? [purchase(made), purchase({ ...made, memberId }, 'points.purchase-claimed.v1')]
                  : [purchase({ ...made, memberId })];
              const undone =
                fate === 'voided' ? [voided(purchaseId)] : fate === 'full' ? [returned(purchaseId, 0, true)] : [];
              return [...bought, ...returns, ...undone, ...returns.slice(0, 1)];
            });
            const shuffled = arrivals
              .map((event, index) => ({ event, place: order[index] ?? 0 }))
              .sort((one, another) => one.place - another.place)
              .map(({ event }) => event);
            for (let from = 0; from < shuffled.length; from += batchSize)
              await deliver(shuffled.slice(from, from + batchSize));

            const counted = facts.map(({ at, major, refunds, fate }) => ({
              day: DateTime.fromJSDate(at, { zone: timeZone }).startOf('day'),
              value:
                fate === 'voided' || fate === 'full' ? 0 : major - refunds.reduce((sum, refund) => sum + refund, 0),
            }));
            const windowAt = (end: DateTime): number =>
              counted
                .filter(({ day }) => day <= end && day > end.minus({ months: 12 }))
                .reduce((sum, { value }) => sum + value, 0);
            const peak = Math.max(...counted.map(({ day }) => windowAt(day)));
            const expected = levels.findLast(({ from }) => from <= peak)!;
            const tier = await tierOf(memberId);
            expect(tier.level).toBe(expected.code);
            expect((await changesOf(memberId)).at(-1)?.data.to ?? 'silver-1').toBe(expected.code);
            const today = DateTime.fromISO('2026-11-21', { zone: timeZone });
            if (tier.progress) expect(tier.progress.value).toBe(windowAt(today));
          },
        ),
        { numRuns: 20 },
      );
    },
    propertyTimeoutMs,
  );
});
