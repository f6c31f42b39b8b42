import { randomUUID } from 'node:crypto';
import type { Caller } from '#contracts/internal/call';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { AccountBooks } from './application/account-books.js';
import { AsIfSettled } from './application/as-if-settled.js';
import { PointsKeys } from './application/points-keys.js';
import { ProgramSettings } from './application/program-settings.js';
import { ReadAccounts } from './application/read-accounts.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgAccountReader } from './database/pg-account.reader.js';
import { PgMemberHistoryStore } from './database/pg-member-history.store.js';
import { PgPointsSettingsStore } from './database/pg-points-settings.store.js';
import { pointsDatabase } from './database/points.database.js';
import type { AccountBook } from './domain/book/account-book.js';
import { clawBack } from './domain/book/claw-back.js';
import { earnPoints } from './domain/book/earn-points.js';
import { holdPoints } from './domain/book/hold-points.js';
import { redeemPoints } from './domain/book/redeem-points.js';
import type { LedgerCause, LedgerKind } from './domain/ledger.js';

const wallet = 'points';
const at = (text: string): Date => new Date(text);

describe('reading an account that the ledger has not followed', () => {
  const clock = new FixedClock();
  const ids = new RandomIds(clock);
  let test: TestDatabase;
  let books: AccountBooks;
  let read: ReadAccounts;
  let caller: Caller;
  let memberId: string;

  beforeAll(async () => {
    test = await createTestDatabase(pointsDatabase);
    const { database } = test;
    const store = new PgAccountBookStore(database);
    books = new AccountBooks(store, ids, new PointsKeys('c'.repeat(32), 'r'.repeat(32), 'l'.repeat(32)));
    const settings = new ProgramSettings(new PgPointsSettingsStore(database), database, clock);
    read = new ReadAccounts(
      new PgAccountReader(database),
      new AsIfSettled(store, ids),
      settings,
      new PgMemberHistoryStore(database),
      clock,
    );
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock.set('2026-01-01T00:00:00Z');
    const actor = { type: 'client', id: 'till', scope: 'pos' } as const;
    caller = { programId: randomUUID(), actor, correlationId: 'test', locale: 'en' };
    memberId = randomUUID();
    await work(0, (book) => {
      earnPoints(
        book,
        [
          lot(100, { expiresAt: at('2026-03-01T00:00:00Z') }),
          lot(40, { activatesAt: at('2026-02-01T00:00:00Z'), expiresAt: at('2026-05-01T00:00:00Z') }),
        ],
        cause('earn'),
      );
    });
    await work(30, (book) => {
      redeemPoints(book, 20, cause('redeem'));
      const expiresAt = at('2026-01-15T00:00:00Z');
      holdPoints(book, { holdId: ids.next(), points: 30, purpose: 'x', expiresAt }, cause('hold'));
    });
  });

  const cause = (kind: LedgerKind): LedgerCause => ({
    kind,
    occurredAt: clock.now(),
    recordedAt: clock.now(),
    source: { type: 'purchase', id: randomUUID(), reference: randomUUID() },
    actor: { type: 'client', id: 'till' },
    storeId: null,
    tierLevel: null,
  });
  const lot = (points: number, terms: { activatesAt?: Date; expiresAt?: Date }) => ({
    lotId: ids.next(),
    points,
    campaign: null,
    purchaseId: null,
    pendingUntil: null,
    activatesAt: null,
    expiresAt: null,
    ...terms,
  });
  const work = (spend: number, change: (book: AccountBook) => void, lotIds: string[] = []) =>
    test.database.run(async () => {
      const requests = [{ memberId, spend, lotIds }];
      const opened = await books.open(caller.programId, { requests, now: clock.now() });
      change(opened.get(memberId)!);
      await books.close(caller.programId, { books: opened.values(), now: clock.now() });
    });
  const account = async () => {
    const [found] = await read.accountsOf(caller, { memberIds: [memberId], wallet, expiringWithinDays: 90 });
    return found!;
  };
  const lots = async () => {
    const [page] = await read.lotsOf(caller, wallet, [{ memberId, first: 10 }]);
    return page!
      .map(({ node: { state, remaining } }) => ({ state, remaining }))
      .sort((a, b) => a.remaining - b.remaining);
  };
  const balanceAt = (instant: string) => read.availableAt(caller, { memberId, wallet, at: instant });

  it.each([
    ['2026-01-14T23:59:59Z', { available: 50, pending: 40, held: 30 }],
    ['2026-01-15T00:00:00Z', { available: 80, pending: 40, held: 0 }],
    ['2026-02-01T00:00:00Z', { available: 120, pending: 0, held: 0 }],
    ['2026-03-01T00:00:00Z', { available: 40, pending: 0, held: 0 }],
    ['2026-05-01T00:00:00Z', { available: 0, pending: 0, held: 0 }],
  ])('shows at %s what is there then', async (now, expected) => {
    const foreseen = await balanceAt(now);
    clock.set(now);
    expect(await account()).toMatchObject({ ...expected, debt: 0, lifetimeEarned: 140 });
    expect(foreseen).toBe(expected.available);
    expect(await balanceAt(now)).toBe(expected.available);
  });

  it('tells past balances of what the ledger has not posted', async () => {
    clock.set('2026-06-01T00:00:00Z');
    expect(await balanceAt('2025-12-31T23:59:59Z')).toBe(0);
    expect(await balanceAt('2026-01-20T00:00:00Z')).toBe(80);
    expect(await balanceAt('2026-02-28T23:59:59Z')).toBe(120);
    expect(await balanceAt('2026-03-01T00:00:00Z')).toBe(40);
  });

  it('shows lots and what expires as they are by now', async () => {
    clock.set('2026-02-10T00:00:00Z');
    expect(await lots()).toEqual([
      { state: 'ACTIVE', remaining: 40 },
      { state: 'ACTIVE', remaining: 80 },
    ]);
    expect((await account()).expiring).toEqual([
      { points: 80, at: '2026-03-01T00:00:00.000Z' },
      { points: 40, at: '2026-05-01T00:00:00.000Z' },
    ]);
    clock.set('2026-03-01T00:00:00Z');
    expect(await lots()).toEqual([
      { state: 'EXPIRED', remaining: 0 },
      { state: 'ACTIVE', remaining: 40 },
    ]);
  });

  it('pays a debt with what becomes active', async () => {
    const [first] = await test.database.query<{ id: string }>(
      `SELECT lot_id AS id FROM lots WHERE member_id = $1 AND state = 'active'`,
      [memberId],
    );
    await work(100, (book) => clawBack(book, [{ lotId: first!.id, points: 100 }], cause('clawback')), [first!.id]);
    clock.set('2026-02-01T00:00:00Z');
    // 20 redeemed and 30 held were taken back beyond what was there: 50 owed, then 30 come back and 40 become active.
    expect(await account()).toMatchObject({ available: 20, pending: 0, held: 0, debt: 0 });
  });

  it('counts a lifetime by cause', async () => {
    clock.set('2026-06-01T00:00:00Z');
    const [lifetime] = await read.lifetimesOf(caller, { memberIds: [memberId], wallet });
    expect(lifetime).toEqual({
      ...{ earned: 140, clawedBack: 0, redeemed: 20, refunded: 0, expired: 120, adjusted: 0 },
      ...{ transferredIn: 0, transferredOut: 0 },
    });
  });
});
