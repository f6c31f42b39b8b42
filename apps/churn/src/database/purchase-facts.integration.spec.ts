import fc from 'fast-check';
import { DateTime } from 'luxon';
import { randomUUID } from 'node:crypto';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, schemaDrift, type TestDatabase } from '#testing/test-database';
import type { PurchaseFact } from '../application/ports/purchase-facts.js';
import type { DatedPurchase } from '../domain/features/member-purchases.js';
import { valuePerMinor } from '../domain/value.js';
import { RememberProgram } from '../application/remember-program.js';
import { ReadAssessments } from '../application/read-assessments.js';
import { churnDatabase } from './churn.database.js';
import { PgMemberPurchasesReader } from './member-purchases.reader.js';
import { MetricProjection } from './metric-projection.js';
import { ModelsStore } from './models.store.js';
import { ProgramSettingsStore } from './program-settings.store.js';
import { PurchaseFactsStore } from './purchase-facts.store.js';
import { ScoresStore } from './scores.store.js';

const programId = randomUUID();
const timeZone = 'Asia/Shanghai';
const later = '2026-06-01T00:00:00.000Z';
const asOf = new Date('2026-07-01T00:00:00.000Z');

interface Bought {
  readonly purchase: PurchaseFact;
  readonly refundMinor: number;
  readonly voided: boolean;
}

describe('purchase summary from facts', () => {
  let test: TestDatabase;
  let facts: PurchaseFactsStore;
  let read: ReadAssessments;
  let reader: PgMemberPurchasesReader;

  beforeAll(async () => {
    test = await createTestDatabase(churnDatabase);
    facts = new PurchaseFactsStore(test.database, new MetricProjection(test.database));
    reader = new PgMemberPurchasesReader(test.database);
    const settings = new ProgramSettingsStore(test.database);
    await settings.remember([{ programId, currency: 'CNY', timeZone }]);
    read = new ReadAssessments(
      facts,
      settings,
      new ScoresStore(test.database),
      new ModelsStore(test.database),
      new FixedClock(),
    );
  });
  afterAll(() => test.close());

  it('agrees with its rows', async () => {
    expect(await schemaDrift(churnDatabase, test.adminUrl)).toEqual([]);
  });

  it('equals a recomputation, in any order of arrival and whatever is repeated', async () => {
    const bought = fc.record({
      minutes: fc.integer({ min: 0, max: 60 * 24 * 40 }),
      payableMinor: fc.integer({ min: 0, max: 1_000_000 }),
      refunded: fc.double({ min: 0, max: 1, noNaN: true }),
      voided: fc.boolean(),
      currency: fc.constantFrom('CNY', 'JPY', 'KWD'),
      claimed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(bought, { maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 48, maxLength: 48 }),
        async (rows, order) => {
          const memberId = randomUUID();
          const history: Bought[] = rows.map((row) => ({
            purchase: {
              programId,
              memberId,
              purchaseId: randomUUID(),
              occurredAt: new Date(Date.UTC(2026, 2, 1) + row.minutes * 60_000).toISOString(),
              currency: row.currency,
              payableMinor: row.payableMinor,
              totalMinor: row.payableMinor,
              storeId: 'S01',
              channel: 'pos',
              categories: [],
              skus: [],
              ...(row.claimed ? { claimedAt: '2026-05-01T00:00:00.000Z' } : {}),
            },
            refundMinor: Math.floor(row.payableMinor * row.refunded),
            voided: row.voided,
          }));
          const arrivals = history.flatMap(({ purchase, refundMinor, voided }) => [
            () => facts.record([purchase]),
            () => facts.record([purchase]),
            () =>
              facts.adjust([
                {
                  programId,
                  purchaseId: purchase.purchaseId,
                  adjustmentId: 'r',
                  refundMinor,
                  voided: false,
                  occurredAt: later,
                },
              ]),
            ...(voided
              ? [
                  () =>
                    facts.adjust([
                      {
                        programId,
                        purchaseId: purchase.purchaseId,
                        adjustmentId: 'v',
                        refundMinor: 0,
                        voided,
                        occurredAt: later,
                      },
                    ]),
                ]
              : []),
          ]);
          const shuffled = arrivals
            .map((arrive, index) => ({ arrive, place: order[index] ?? 0 }))
            .sort((one, other) => one.place - other.place);
          for (const { arrive } of shuffled) await arrive();

          const [assessment] = await read.execute(programId, [memberId], 'en');
          expect(assessment?.summary).toMatchObject(recompute(history));
          const [known] = await reader.purchases({ programId, asOf, timeZone, currency: 'CNY' }, [memberId]);
          expect(changesOf(known?.purchases ?? [])).toEqual(recomputeChanges(history));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('counts a claim and a return that arrive at the same moment', async () => {
    const memberId = randomUUID();
    const purchases = Array.from({ length: 20 }, (_, index) => aPurchase(memberId, index));
    await Promise.all(
      purchases.flatMap((purchase) => [
        facts.record([purchase]),
        facts.adjust([
          {
            programId,
            purchaseId: purchase.purchaseId,
            adjustmentId: 'v',
            refundMinor: 0,
            voided: true,
            occurredAt: later,
          },
        ]),
      ]),
    );
    const [assessment] = await read.execute(programId, [memberId], 'en');
    expect(assessment?.summary).toMatchObject({ repeatDays: 0, firstAt: null });
  });

  it('counts days anew when the zone of a programme becomes known', async () => {
    const late = randomUUID();
    const memberId = randomUUID();
    const evenings = ['2026-03-01T15:30:00.000Z', '2026-03-01T16:30:00.000Z']; // one day in UTC, two in Shanghai
    const bought = evenings.map((occurredAt, index) => ({
      ...aPurchase(memberId, index),
      programId: late,
      occurredAt,
    }));
    await facts.record(bought);
    const remember = new RememberProgram(new ProgramSettingsStore(test.database), facts);
    await remember.execute([{ programId: late, currency: 'CNY', timeZone }]);
    const [assessment] = await read.execute(late, [memberId], 'en');
    expect(assessment?.summary?.repeatDays).toBe(1);
  });

  it('says what it cannot say yet', async () => {
    const [assessment] = await read.execute(programId, [randomUUID()], 'en');
    expect(assessment).toMatchObject({
      unavailable: 'model_not_trained',
      horizonDays: 90,
      summary: { repeatDays: 0, firstAt: null, meanRepeatValue: null },
    });
  });
});

function aPurchase(memberId: string, nth: number): PurchaseFact {
  return {
    programId,
    memberId,
    purchaseId: randomUUID(),
    occurredAt: new Date(Date.UTC(2026, 2, 1 + nth)).toISOString(),
    claimedAt: later,
    currency: 'CNY',
    payableMinor: 1_000,
    totalMinor: 1_000,
    storeId: 'S01',
    channel: 'pos',
    categories: [],
    skus: [],
  };
}

function recompute(history: readonly Bought[]): object {
  const counted = history.filter(({ voided }) => !voided);
  const byDay = new Map<string, number>();
  for (const { purchase, refundMinor } of counted) {
    const day = DateTime.fromISO(purchase.occurredAt, { zone: timeZone }).toISODate() ?? '';
    const perMinor = { CNY: 100, JPY: 10_000, KWD: 10 }[purchase.currency] ?? 0;
    byDay.set(day, (byDay.get(day) ?? 0) + (purchase.payableMinor - refundMinor) * perMinor);
  }
  const [, ...repeat] = [...byDay.keys()].sort();
  const instants = counted.map(({ purchase }) => purchase.occurredAt).sort();
  const sum = repeat.reduce((total, day) => total + (byDay.get(day) ?? 0), 0);
  return {
    repeatDays: repeat.length,
    firstAt: instants[0] ?? null,
    lastAt: instants.at(-1) ?? null,
    meanRepeatValue:
      repeat.length === 0 ? null : { amountMinor: Math.floor(sum / repeat.length / 100 + 0.5), currency: 'CNY' },
  };
}

/** What was taken from each purchase, by its value: JSON texts, sorted. */
function changesOf(purchases: readonly DatedPurchase[]): string[] {
  return purchases
    .map(({ value, changes }) => JSON.stringify([value, changes.map(({ refund, voided }) => [refund, voided])]))
    .sort();
}

function recomputeChanges(history: readonly Bought[]): string[] {
  return history
    .map(({ purchase: { currency, payableMinor }, refundMinor, voided }) => {
      const inCents = (minor: number): number => (minor * valuePerMinor(currency)) / valuePerMinor('CNY');
      const taken = [[inCents(refundMinor), false], ...(voided ? [[0, true]] : [])];
      return JSON.stringify([inCents(payableMinor), taken]);
    })
    .sort();
}
