import { randomUUID } from 'node:crypto';
import { EventValidator } from '#platform/events/event-validator';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { AccountBooks } from './application/account-books.js';
import { PointsKeys } from './application/points-keys.js';
import { ProgramSettings } from './application/program-settings.js';
import { LinkLedger } from './application/link-ledger.js';
import { ReadLiability } from './application/read-liability.js';
import { SettleDue } from './application/settle-due.js';
import { SumLiability } from './application/sum-liability.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgLedgerChainStore } from './database/pg-ledger-chain.store.js';
import { PgLiabilitySumsStore } from './database/pg-liability-sums.store.js';
import { PgLiabilityReader } from './database/pg-liability.reader.js';
import { PgPointsSettingsStore } from './database/pg-points-settings.store.js';
import { pointsDatabase } from './database/points.database.js';
import type { AccountBook } from './domain/book/account-book.js';
import { adjustUp } from './domain/book/adjust-points.js';
import { clawBack } from './domain/book/claw-back.js';
import { earnPoints } from './domain/book/earn-points.js';
import { holdPoints } from './domain/book/hold-points.js';
import { redeemPoints } from './domain/book/redeem-points.js';
import type { LedgerCause, LedgerKind } from './domain/ledger.js';

describe('the liability report', () => {
  const clock = new FixedClock();
  const ids = new RandomIds(clock);
  const programId = randomUUID();
  const actor = { type: 'client', id: 'operator', scope: 'admin' } as const;
  let test: TestDatabase;
  let books: AccountBooks;
  let report: ReadLiability;
  let link: LinkLedger;
  let sums: SumLiability;
  let lastAt: string;

  beforeAll(async () => {
    test = await createTestDatabase(pointsDatabase);
    const { database } = test;
    const store = new PgAccountBookStore(database);
    books = new AccountBooks(store, ids, new PointsKeys('c'.repeat(32), 'r'.repeat(32), 'l'.repeat(32)));
    const outbox = new OutboxStore({
      source: 'points',
      database,
      ids,
      validator: new EventValidator(),
      onCommitted: () => undefined,
    });
    report = new ReadLiability(
      new PgLiabilityReader(database),
      new ProgramSettings(new PgPointsSettingsStore(database), database, clock),
      clock,
    );
    const facts = [programId, 'CNY', 'Asia/Shanghai'];
    await database.query('INSERT INTO programs (program_id, currency, time_zone) VALUES ($1, $2, $3)', facts);
    const keys = new PointsKeys('c'.repeat(32), 'r'.repeat(32), 'l'.repeat(32));
    link = new LinkLedger(new PgLedgerChainStore(database), database, keys);
    sums = new SumLiability(new PgLiabilitySumsStore(database), database, clock);
    await aYear(new SettleDue(store, books, outbox, database));
    lastAt = clock.now().toISOString();
  });
  afterAll(() => test.close());

  const cause = (kind: LedgerKind): LedgerCause => ({
    kind,
    occurredAt: clock.now(),
    recordedAt: clock.now(),
    source: { type: 'purchase', id: randomUUID(), reference: randomUUID() },
    actor: { type: 'client', id: 'till' },
    storeId: null,
    tierLevel: null,
  });
  const work = (memberId: string, ask: object, change: (book: AccountBook) => void) =>
    test.database.run(async () => {
      const opened = await books.open(programId, { requests: [{ memberId, ...ask }], now: clock.now() });
      change(opened.get(memberId)!);
      await books.close(programId, { books: opened.values(), now: clock.now() });
    });

  /** Every month some earn, spend, return and hold; after three months what is left expires. */
  const aYear = async (settle: SettleDue): Promise<void> => {
    const members = Array.from({ length: 5 }, () => randomUUID());
    for (let month = 1; month <= 12; month += 1) {
      // The last hours of a month in UTC are the next month in Shanghai.
      clock.set(`2026-${String(month).padStart(2, '0')}-28T20:00:00Z`);
      const expiresAt = new Date(clock.now().getTime() + 90 * 24 * 60 * 60 * 1000);
      for (const [index, memberId] of members.entries()) {
        const [lotId, points] = [ids.next(), 100 * (index + 1) + month];
        const terms = { campaign: null, purchaseId: null, activatesAt: null, pendingUntil: null, expiresAt };
        await work(memberId, { spend: 60 }, (book) => {
          earnPoints(book, [{ lotId, points, ...terms }], cause('earn'));
          redeemPoints(book, 40 + index, cause('redeem'));
          if (index === 2) holdPoints(book, { holdId: ids.next(), points: 10, purpose: 'x', expiresAt }, cause('hold'));
          if (index === 3) adjustUp(book, { lotId: ids.next(), points: 7, expiresAt }, cause('adjust'));
        });
        if (index === 1) {
          await work(memberId, { lotIds: [lotId], spend: points }, (book) => {
            clawBack(book, [{ lotId, points: 50 }], cause('clawback'));
          });
        }
      }
      await settle.execute({ asOf: clock.now() });
    }
  };
  const read = (asOf?: string) =>
    report.execute({ programId, actor, correlationId: 'test', locale: 'en' }, asOf === undefined ? {} : { asOf });
  const tellAll = () =>
    Promise.all(
      // The ends of a day, a month and a year in Shanghai, an instant in a day with postings, and now.
      [
        '2026-03-28T20:00:00Z',
        '2026-06-30T16:00:00Z',
        '2026-06-30T15:59:59Z',
        '2026-08-28T19:59:59Z',
        '2026-08-28T20:00:00Z',
        '2026-08-29T16:00:00Z',
        lastAt,
        undefined,
      ].map(async (asOf) => {
        const { cohorts, totals, development } = await read(asOf);
        return { cohorts, totals, development };
      }),
    );
  const sumOf = async (sql: string): Promise<number> => {
    const [row] = await test.database.query<{ sum: number }>(
      `SELECT coalesce(sum(points), 0)::bigint AS sum FROM (${sql}) s`,
    );
    return row?.sum ?? -1;
  };

  it.each(['2026-04-15T00:00:00Z', '2026-08-31T00:00:00Z', undefined])(
    'adds up to the entries as of %s',
    async (asOf) => {
      const { totals } = await read(asOf);
      const until = asOf ?? clock.now().toISOString();
      const ofAccount = (accounts: string, sign = '') =>
        sumOf(
          `SELECT delta AS points FROM ledger_entries WHERE account IN (${accounts}) AND occurred_at <= '${until}' ${sign}`,
        );
      expect(totals).toMatchObject({
        issued: -(await ofAccount(`'issued'`, 'AND delta < 0')),
        clawedBack: await ofAccount(`'issued'`, 'AND delta > 0'),
        redeemed: await ofAccount(`'redeemed'`),
        expired: await ofAccount(`'expired'`),
        adjusted: -(await ofAccount(`'adjusted'`)),
        outstanding: await ofAccount(`'available', 'pending', 'held'`),
        debt: 0 - (await ofAccount(`'debt'`)),
      });
      const { issued, clawedBack, redeemed, expired, adjusted, outstanding, debt } = totals;
      expect(issued - clawedBack - redeemed - expired + adjusted).toBe(outstanding - debt);
    },
  );

  it('agrees with the lots, month by month in the programme’s zone', async () => {
    const { cohorts, totals, currency } = await read();
    expect(cohorts[0]?.month).toBe('2026-01');
    expect(cohorts.map(({ month }) => month)).toContain('2026-12');
    for (const { month, outstanding, expired } of cohorts) {
      const ofMonth = `to_char(earned_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') = '${month}'`;
      const held = `SELECT sum(e.delta) AS points FROM ledger_entries e JOIN lots l USING (program_id, member_id, wallet, lot_id)
                     WHERE e.account = 'held' AND ${ofMonth}`;
      const left = await sumOf(`SELECT remaining AS points FROM lots WHERE ${ofMonth} UNION ALL ${held}`);
      expect({ month, outstanding }).toEqual({ month, outstanding: left });
      expect(expired).toBe(await sumOf(`SELECT expired AS points FROM lots WHERE ${ofMonth}`));
    }
    expect({ currency, outstandingMinor: totals.outstandingMinor }).toEqual({
      currency: 'CNY',
      outstandingMinor: totals.outstanding,
    });
  });

  it('tells from its sums exactly what the whole ledger tells, at any instant, whatever comes late', async () => {
    const linkAndSum = async (): Promise<number> => {
      const uncovered = 'SELECT FROM ledger_transactions WHERE txid >= $1 LIMIT 1';
      // Whatever else runs on the same server may be older than the last posting.
      for (let end = await link.execute(clock.now()); ; end = await link.execute(clock.now())) {
        if ((await test.database.query(uncovered, [end.toTxid])).length === 0) break;
      }
      clock.advance(10 * 60_000);
      return sums.execute();
    };
    // Nothing was summed up so far: this is the whole ledger.
    const [memberId, tellBefore] = [randomUUID(), await tellAll()];
    expect(await linkAndSum()).toBeGreaterThan(0);
    expect(await tellAll()).toEqual(tellBefore);
    // One that is late by months, and one of now.
    for (const occurredAt of [new Date('2026-06-30T15:59:59Z'), clock.now()]) {
      await work(memberId, { spend: 60 }, (book) => {
        const terms = { campaign: null, purchaseId: null, activatesAt: null, pendingUntil: null, expiresAt: null };
        earnPoints(book, [{ lotId: ids.next(), points: 500, ...terms }], { ...cause('earn'), occurredAt });
        redeemPoints(book, 60, { ...cause('redeem'), occurredAt });
      });
    }
    const told = await tellAll();
    expect(told).not.toEqual(tellBefore);
    expect(await linkAndSum()).toBe(1);
    expect(await tellAll()).toEqual(told);
    expect([await sums.execute(), await tellAll()]).toEqual([0, told]);
    // Of another zone the sums are of no use, and are not used.
    await test.database.query(`UPDATE liability_sums SET time_zone = 'Europe/London' WHERE program_id = $1`, [
      programId,
    ]);
    expect(await tellAll()).toEqual(told);
  });

  it('refuses to tell of a time to come', async () => {
    await expect(read('2030-01-01T00:00:00Z')).rejects.toMatchObject({ code: 'invalid_value' });
  });
});
