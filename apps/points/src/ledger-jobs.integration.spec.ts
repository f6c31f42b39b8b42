import { randomUUID } from 'node:crypto';
import { EventValidator } from '#platform/events/event-validator';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { AccountBooks } from './application/account-books.js';
import { PointsKeys } from './application/points-keys.js';
import { ProgramSettings } from './application/program-settings.js';
import { SettleDue } from './application/settle-due.js';
import { WarnOfExpiry } from './application/warn-of-expiry.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgExpiryWarningStore } from './database/pg-expiry-warning.store.js';
import { PgPointsSettingsStore } from './database/pg-points-settings.store.js';
import { pointsDatabase } from './database/points.database.js';
import { earnPoints } from './domain/book/earn-points.js';
import { holdPoints } from './domain/book/hold-points.js';
import { redeemPoints } from './domain/book/redeem-points.js';
import type { AccountBook } from './domain/book/account-book.js';
import type { LedgerCause, LedgerKind } from './domain/ledger.js';
import { InsufficientPointsError } from './domain/points.errors.js';

const at = (text: string): Date => new Date(text);
const dayMs = 24 * 60 * 60 * 1000;

describe('what happens to points by itself', () => {
  const clock = new FixedClock();
  const ids = new RandomIds(clock);
  let test: TestDatabase;
  let books: AccountBooks;
  let settle: SettleDue;
  let warn: WarnOfExpiry;
  let programId: string;
  let memberId: string;

  beforeAll(async () => {
    test = await createTestDatabase(pointsDatabase);
    const { database } = test;
    const outbox = new OutboxStore({
      source: 'points',
      database,
      ids,
      validator: new EventValidator(),
      onCommitted: () => undefined,
    });
    const store = new PgAccountBookStore(database);
    books = new AccountBooks(store, ids, new PointsKeys('c'.repeat(32), 'r'.repeat(32), 'l'.repeat(32)));
    settle = new SettleDue(store, books, outbox, database);
    const settings = new ProgramSettings(new PgPointsSettingsStore(database), database, clock);
    warn = new WarnOfExpiry(new PgExpiryWarningStore(database), settings, outbox, database);
  });
  afterAll(() => test.close());
  beforeEach(() => {
    clock.set('2026-01-01T00:00:00Z');
    programId = randomUUID();
    memberId = randomUUID();
  });

  const cause = (kind: LedgerKind, occurredAt: Date): LedgerCause => ({
    kind,
    occurredAt,
    recordedAt: clock.now(),
    source: { type: 'purchase', id: randomUUID(), reference: randomUUID() },
    actor: { type: 'client', id: 'till' },
    storeId: null,
    tierLevel: null,
  });
  const work = <Result>(spend: number, change: (book: AccountBook) => Result, member = memberId): Promise<Result> =>
    test.database.run(async () => {
      const opened = await books.open(programId, { requests: [{ memberId: member, spend }], now: clock.now() });
      const book = opened.get(member)!;
      const result = change(book);
      await books.close(programId, { books: [book], now: clock.now() });
      return result;
    });
  const earn = (points: number, lot: { activatesAt?: Date; expiresAt?: Date }, member = memberId) =>
    work(
      0,
      (book) =>
        earnPoints(
          book,
          [
            {
              lotId: ids.next(),
              points,
              campaign: null,
              purchaseId: null,
              pendingUntil: null,
              activatesAt: null,
              expiresAt: null,
              ...lot,
            },
          ],
          cause('earn', clock.now()),
        ),
      member,
    );
  const posted = () =>
    test.database.query<{ kind: string; occurredAt: Date }>(
      `SELECT kind, occurred_at AS "occurredAt" FROM ledger_transactions WHERE program_id = $1 ORDER BY seq`,
      [programId],
    );
  const events = async (type: string) => {
    const rows = await test.database.query<{ data: string }>(
      'SELECT data FROM outbox WHERE program_id = $1 AND type = $2 ORDER BY member_seq',
      [programId, type],
    );
    return rows.map(({ data }) => JSON.parse(data) as unknown);
  };

  it('posts activations, ends of holds and expiries months late, each dated its own instant', async () => {
    await earn(10, { activatesAt: at('2026-01-15T00:00:00Z') });
    await earn(20, { expiresAt: at('2026-02-01T00:00:00Z') });
    await work(5, (book) => {
      const hold = { holdId: ids.next(), points: 5, purpose: 'test', expiresAt: at('2026-01-20T00:00:00Z') };
      holdPoints(book, hold, cause('hold', clock.now()));
    });
    await settle.execute({ asOf: at('2026-09-01T00:00:00Z') });

    expect((await posted()).slice(3)).toEqual([
      { kind: 'activate', occurredAt: at('2026-01-15T00:00:00Z') },
      { kind: 'release', occurredAt: at('2026-01-20T00:00:00Z') },
      { kind: 'expire', occurredAt: at('2026-02-01T00:00:00Z') },
    ]);
    expect(await events('points.points-expired.v1')).toMatchObject([
      { points: 20, balance: { available: 10, pending: 0, held: 0, debt: 0 } },
    ]);
  });

  it('settles every due wallet once, however many settle at the same time', async () => {
    const members = Array.from({ length: 30 }, () => randomUUID());
    for (const member of members) await earn(1, { expiresAt: at('2026-02-01T00:00:00Z') }, member);
    const asOf = at('2026-03-01T00:00:00Z');
    await Promise.all(Array.from({ length: 4 }, () => settle.execute({ asOf })));
    await settle.execute({ asOf });

    expect(await posted()).toHaveLength(60);
    expect(await events('points.points-expired.v1')).toHaveLength(30);
  });

  it('gives points that expire while they are redeemed to one of the two', async () => {
    await earn(10, { expiresAt: at('2026-02-01T00:00:00Z') });
    clock.set('2026-02-01T00:00:00Z');
    const redeemed = work(10, (book) => redeemPoints(book, 10, cause('redeem', clock.now())));
    const [, redemption] = await Promise.allSettled([settle.execute({ asOf: clock.now() }), redeemed]);

    expect(redemption).toMatchObject({ status: 'rejected', reason: expect.any(InsufficientPointsError) });
    // Whether the refused redemption or the job had the wallet first, nothing is lost or left.
    await settle.execute({ asOf: clock.now() });
    expect((await posted()).map(({ kind }) => kind)).toEqual(['earn', 'expire']);
  });

  it('does not look again at a wallet in which nothing was due after all', async () => {
    await earn(10, { expiresAt: at('2026-02-01T00:00:00Z') });
    await work(10, (book) => redeemPoints(book, 10, cause('redeem', clock.now())));
    const asOf = at('2026-03-01T00:00:00Z');
    await settle.execute({ asOf });
    expect(await settle.execute({ asOf })).toBe(0);
  });

  it('warns 30, 7 and 1 days ahead, once each, with what expires at that instant', async () => {
    const expiresAt = at('2026-06-30T00:00:00Z');
    await earn(10, { expiresAt });
    await earn(5, { expiresAt });
    await earn(7, { expiresAt: at('2027-06-30T00:00:00Z') });
    for (const daysLeft of [31, 30, 29, 8, 7, 2, 1, 0.5]) {
      await warn.execute({ asOf: new Date(expiresAt.getTime() - daysLeft * dayMs) });
    }
    expect(await events('points.points-expiring.v1')).toEqual(
      [30, 7, 1].map((daysLeft) => ({ wallet: 'points', points: 15, at: expiresAt.toISOString(), daysLeft })),
    );
  });

  it('gives only the nearest of the warnings that a pause has missed', async () => {
    await earn(10, { expiresAt: at('2026-06-30T00:00:00Z') });
    await warn.execute({ asOf: at('2026-06-26T00:00:00Z') });
    expect(await events('points.points-expiring.v1')).toMatchObject([{ daysLeft: 7 }]);
  });
});
