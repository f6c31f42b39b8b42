import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import type { PurchaseFact } from '../application/ports/purchase-facts.js';
import type { EngagementKind } from '../domain/features/engagement.js';
import { churnDatabase } from './churn.database.js';
import { EngagementFactsStore } from './engagement-facts.store.js';
import { MemberMergesStore } from './member-merges.store.js';
import { PgMemberPurchasesReader } from './member-purchases.reader.js';
import { MetricProjection } from './metric-projection.js';
import { ProgramSettingsStore } from './program-settings.store.js';
import { PurchaseFactsStore } from './purchase-facts.store.js';

const currency = 'CNY';
const timeZone = 'Asia/Shanghai';
const mergedAt = '2026-04-10T00:00:00.000Z';
const asOf = new Date('2026-06-01T00:00:00.000Z');

describe('facts of merged members', () => {
  let test: TestDatabase;
  let facts: PurchaseFactsStore;
  let merges: MemberMergesStore;
  let programId: string;

  beforeAll(async () => {
    test = await createTestDatabase(churnDatabase);
    const metrics = new MetricProjection(test.database);
    facts = new PurchaseFactsStore(test.database, metrics);
    merges = new MemberMergesStore(test.database, metrics);
  });
  afterAll(() => test.close());

  const open = async (): Promise<void> => {
    programId = randomUUID();
    await new ProgramSettingsStore(test.database).remember([{ programId, currency, timeZone }]);
  };
  beforeEach(open);

  const bought = (memberId: string, day: number): PurchaseFact => ({
    programId,
    memberId,
    purchaseId: randomUUID(),
    occurredAt: new Date(Date.UTC(2026, 2, 1 + day)).toISOString(),
    currency,
    payableMinor: 1_000 + day,
    totalMinor: 2_000,
    storeId: 'S01',
    channel: 'pos',
    categories: [],
    skus: [],
  });
  const returned = ({ purchaseId }: PurchaseFact, voided: boolean) => ({
    programId,
    purchaseId,
    adjustmentId: 'r',
    refundMinor: voided ? 0 : 300,
    voided,
    occurredAt: asOf.toISOString(),
  });
  const merge = (mergedId: string, survivorId: string) => merges.merge({ programId, mergedId, survivorId, mergedAt });
  const summaryOf = async (memberId: string) => (await facts.readSummaries(programId, [memberId])).get(memberId);
  const joined = async (): Promise<number> => {
    const [row] = await test.database.query<{ joined: number }>(
      `SELECT coalesce(sum(count), 0)::integer AS joined FROM metric_changes WHERE program_id = $1 AND metric = 'joined'`,
      [programId],
    );
    return row?.joined ?? 0;
  };

  it('are the survivor’s, in any order of arrival and whatever is repeated', async () => {
    const row = fc.record({ day: fc.integer({ min: 0, max: 60 }), who: fc.nat(2), taken: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        async (rows, order) => {
          await open();
          const [first, second, last] = [randomUUID(), randomUUID(), randomUUID()];
          const purchases = rows.map(({ day, who, taken }) => ({
            fact: bought([first, second, last][who] ?? '', day),
            taken,
          }));
          const arrivals = [
            () => merge(first, second),
            () => merge(first, second),
            () => merge(second, last),
            ...purchases.flatMap(({ fact, taken }) => [
              () => facts.record([fact]),
              () => facts.record([fact]),
              ...(taken > 1 ? [() => facts.adjust([returned(fact, taken === 3)])] : []),
            ]),
          ];
          const shuffled = arrivals
            .map((arrive, index) => ({ arrive, place: order[index] ?? 0 }))
            .sort((one, other) => one.place - other.place);
          for (const { arrive } of shuffled) await arrive();

          // As if the last one had bought everything from the start.
          const alone = randomUUID();
          const copies = purchases.map(({ fact, taken }) => ({
            fact: { ...fact, memberId: alone, purchaseId: randomUUID() },
            taken,
          }));
          const merged = await joined();
          await facts.record(copies.map(({ fact }) => fact));
          await facts.adjust(
            copies.filter(({ taken }) => taken > 1).map(({ fact, taken }) => returned(fact, taken === 3)),
          );
          expect(await summaryOf(last)).toEqual(await summaryOf(alone));
          expect(await summaryOf(first)).toBeUndefined();
          expect(await summaryOf(second)).toBeUndefined();
          expect(merged).toBe((await joined()) - merged);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are the survivor’s when everything arrives at the same moment', async () => {
    const [mergedId, survivorId] = [randomUUID(), randomUUID()];
    const purchases = Array.from({ length: 24 }, (_, day) => bought(day % 2 === 0 ? mergedId : survivorId, day));
    await Promise.all([
      ...purchases.slice(0, 12).map((fact) => facts.record([fact])),
      merge(mergedId, survivorId),
      merge(mergedId, survivorId),
      ...purchases.map((fact) => facts.record([fact])),
      ...purchases.slice(0, 4).map((fact) => facts.adjust([returned(fact, true)])),
    ]);
    expect(await summaryOf(survivorId)).toMatchObject({ days: 20 });
    expect(await summaryOf(mergedId)).toBeUndefined();
    expect(await joined()).toBe(1);
  });

  it('are known as the survivor’s from the merge on', async () => {
    const [mergedId, survivorId] = [randomUUID(), randomUUID()];
    await facts.record([bought(mergedId, 0), bought(survivorId, 1)]);
    const done = (memberId: string, kind: EngagementKind) => ({
      programId,
      memberId,
      eventId: randomUUID(),
      kind,
      subject: 'grant',
      occurredAt: '2026-03-02T00:00:00.000Z',
    });
    const engagements = new EngagementFactsStore(test.database);
    const granted = done(mergedId, 'granted');
    await engagements.record([granted]);
    await merge(mergedId, survivorId);
    await facts.record([bought(mergedId, 2)]);
    const late = [done(mergedId, 'used'), granted];
    expect(await engagements.record(late)).toEqual([{ programId, memberId: survivorId }]);
    const reader = new PgMemberPurchasesReader(test.database);
    const knownBy = async (at: Date) => {
      const [member] = await reader.purchases({ programId, currency, timeZone, asOf: at }, [survivorId]);
      return [member?.purchases.length, member?.engagements?.map(({ kind }) => kind).sort()];
    };
    expect(await knownBy(new Date(Date.parse(mergedAt) - 1))).toEqual([1, []]);
    expect(await knownBy(new Date(mergedAt))).toEqual([3, ['granted', 'used']]);
  });

  it('stay where they are when two are merged into each other', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await facts.record([bought(one, 0)]);
    await merge(one, other);
    expect(await merge(other, one)).toBeUndefined();
    expect(await summaryOf(other)).toMatchObject({ days: 1 });
  });
});
