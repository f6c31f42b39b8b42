import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { EventValidator } from '#platform/events/event-validator';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds } from '#platform/service/system-clock';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { AccountBooks } from './application/account-books.js';
import { LedgerCounterWentBackError, LinkLedger } from './application/link-ledger.js';
import { PointsKeys } from './application/points-keys.js';
import type { ChainHead } from './application/ports/heads-journal.js';
import { SettleDue } from './application/settle-due.js';
import { verifyLedger } from './application/verify/verify-ledger.js';
import { PgAccountBookStore } from './database/pg-account-book.store.js';
import { PgLedgerChainStore } from './database/pg-ledger-chain.store.js';
import { PgLedgerRows } from './database/pg-ledger-rows.js';
import { pointsDatabase } from './database/points.database.js';
import type { AccountBook } from './domain/book/account-book.js';
import { adjustDown, adjustUp, reinstatePoints } from './domain/book/adjust-points.js';
import { clawBack } from './domain/book/claw-back.js';
import { earnPoints, type NewLot } from './domain/book/earn-points.js';
import { captureHold, holdPoints, releaseHold } from './domain/book/hold-points.js';
import { redeemPoints } from './domain/book/redeem-points.js';
import { refundPoints } from './domain/book/refund-points.js';
import { transferIn, transferOut } from './domain/book/transfer-points.js';
import type { LedgerCause, LedgerKind, SourceType } from './domain/ledger.js';

const secret = 'l'.repeat(32);
const appendOnly = ['ledger_transactions', 'ledger_entries', 'ledger_links'];
const tables = [...appendOnly, 'lots', 'holds', 'wallets'];
const at = (text: string): Date => new Date(text);

describe('verifying the ledger', () => {
  const clock = new FixedClock();
  const ids = new RandomIds(clock);
  let test: TestDatabase;
  let superuser: pg.Client;
  let books: AccountBooks;
  let settle: SettleDue;
  let link: LinkLedger;
  let programId: string;
  let member: string;
  let other: string;

  beforeAll(async () => {
    clock.set('2026-01-01T00:00:00Z');
    test = await createTestDatabase(pointsDatabase);
    const { database } = test;
    superuser = new pg.Client({ connectionString: test.adminUrl, options: '-c search_path=points' });
    await superuser.connect();
    const outbox = new OutboxStore({
      source: 'points',
      database,
      ids,
      validator: new EventValidator(),
      onCommitted: () => undefined,
    });
    const keys = new PointsKeys('c'.repeat(32), 'r'.repeat(32), secret);
    const store = new PgAccountBookStore(database);
    books = new AccountBooks(store, ids, keys);
    settle = new SettleDue(store, books, outbox, database);
    link = new LinkLedger(new PgLedgerChainStore(database), database, keys);
    programId = randomUUID();
    [member = '', other = ''] = [randomUUID(), randomUUID()].sort();
    await everythingThatHappens();
    await link.execute(clock.now());
    for (const table of tables) await superuser.query(`CREATE TABLE kept_${table} AS TABLE ${table}`);
    // What stops even a superuser is out of the way of one who means it.
    for (const table of appendOnly) await superuser.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  });
  afterEach(async () => {
    await superuser.query(`TRUNCATE ${tables.join(', ')}`);
    for (const table of tables) await superuser.query(`INSERT INTO ${table} TABLE kept_${table}`);
  });
  afterAll(async () => {
    await superuser.end();
    await test.close();
  });

  const cause = (kind: LedgerKind, type: SourceType = 'purchase', id: string = randomUUID()): LedgerCause => ({
    kind,
    occurredAt: clock.now(),
    recordedAt: clock.now(),
    source: { type, id, reference: id },
    actor: { type: 'client', id: 'till' },
    storeId: 'S01',
    tierLevel: 'gold',
  });
  const lot = (points: number, terms: Partial<NewLot> = {}): NewLot => ({
    lotId: ids.next(),
    points,
    campaign: { code: 'base', version: 1, contentHash: 'ab'.repeat(32) },
    purchaseId: randomUUID(),
    activatesAt: null,
    pendingUntil: null,
    expiresAt: null,
    ...terms,
  });
  const work = (memberIds: string[], ask: object, change: (...books: AccountBook[]) => void): Promise<void> =>
    test.database.run(async () => {
      const requests = memberIds.map((memberId) => ({ memberId, ...ask }));
      const opened = await books.open(programId, { requests, now: clock.now() });
      change(...memberIds.map((memberId) => opened.get(memberId)!));
      await books.close(programId, { books: opened.values(), now: clock.now() });
    });

  /** One of each kind of movement, over two members. */
  const everythingThatHappens = async (): Promise<void> => {
    const [first, second, pending] = [
      lot(100, { expiresAt: at('2026-06-01T00:00:00Z') }),
      lot(50),
      lot(30, { activatesAt: at('2026-02-01T00:00:00Z') }),
    ];
    const [hold, held] = [ids.next(), ids.next()];
    await work([member], {}, (book) => earnPoints(book, [first, second, pending], cause('earn')));
    await work([other], {}, (book) => {
      adjustUp(book, { lotId: ids.next(), points: 40, expiresAt: null }, cause('adjust', 'adjustment'));
    });
    await work([member, other], { spend: 20 }, (from, to) => {
      const { moved } = transferOut(from, 20, cause('transfer', 'transfer'));
      transferIn(to, moved, cause('transfer', 'transfer'));
    });
    await work([member], { spend: 60, lotIds: [first.lotId] }, (book) => {
      redeemPoints(book, 30, cause('redeem', 'redemption'));
      refundPoints(book, [{ lotId: first.lotId, points: 10 }], cause('refund', 'return'));
      const expiresAt = at('2026-01-05T00:00:00Z');
      holdPoints(book, { holdId: hold, points: 15, purpose: 'x', expiresAt }, cause('hold', 'hold', hold));
      holdPoints(book, { holdId: held, points: 15, purpose: 'y', expiresAt }, cause('hold', 'hold', held));
      captureHold(book, { holdId: hold, points: 9 }, cause('capture', 'purchase'));
    });
    await work([member], { holdIds: [held], spend: 5 }, (book) => {
      releaseHold(book, held, cause('release', 'hold', held));
      adjustDown(book, 5, cause('adjust', 'adjustment'));
      holdPoints(
        book,
        { holdId: ids.next(), points: 1, purpose: 'z', expiresAt: at('2026-12-01T00:00:00Z') },
        cause('hold', 'hold'),
      );
    });
    await settle.execute({ asOf: at('2026-07-01T00:00:00Z') });
    clock.set('2026-07-01T00:00:00Z');
    const takeBack = [
      { lotId: first.lotId, points: 100 },
      { lotId: second.lotId, points: 50 },
    ];
    await work([member], { lotIds: takeBack.map(({ lotId }) => lotId), spend: 150 }, (book) => {
      const reinstated = { lotId: ids.next(), points: 3, expiresAt: null, from: first.lotId };
      reinstatePoints(book, reinstated, cause('reinstate', 'adjustment'));
      clawBack(book, takeBack, cause('clawback', 'return'));
      earnPoints(book, [lot(5, { expiresAt: at('2027-01-01T00:00:00Z') })], cause('earn'));
    });
  };

  const verify = (heads: ReadonlyMap<number, ChainHead> = new Map()) =>
    verifyLedger(new PgLedgerRows(test.database), { secret, heads });
  const tamper = (sql: string) => superuser.query(sql);
  const ofMember = (): string => `member_id = '${member}'`;
  const ofLast = (): string => `${ofMember()} AND seq = (SELECT max(seq) FROM ledger_transactions WHERE ${ofMember()})`;

  it('passes over everything that can happen to a point, up to the last link', async () => {
    const { wrong, entries, coverage } = await verify();
    const [count] = await test.database.query<{ entries: number }>('SELECT count(*) AS entries FROM ledger_entries');
    expect(wrong).toBeUndefined();
    expect(entries).toBe(count?.entries);
    expect(coverage).toMatchObject({ links: 1, uncovered: 0 });
  });

  it('says what the chain does not cover yet', async () => {
    await work([other], {}, (book) => earnPoints(book, [lot(1)], cause('earn')));
    expect((await verify()).coverage).toMatchObject({ links: 1, uncovered: 1 });
    await Promise.all([link.execute(clock.now()), link.execute(clock.now())]);
    expect((await verify()).coverage).toMatchObject({ links: 2, uncovered: 0 });
  });

  it('starts no service whose database counts from below the chain', async () => {
    await expect(link.requireCounter()).resolves.toBeUndefined();
    await tamper(
      `INSERT INTO ledger_links SELECT 2, to_txid, 9e15, posting_ids, link, through_at, linked_at FROM ledger_links`,
    );
    await expect(link.requireCounter()).rejects.toThrow(LedgerCounterWentBackError);
  });

  it.each([
    [
      'an amount',
      () => `UPDATE ledger_entries SET delta = delta + 1 WHERE ${ofMember()} AND seq = 2 AND place = 0`,
      'ledger_entries',
      { seq: 2, place: 0 },
    ],
    [
      'an amount of the programme',
      () => `UPDATE ledger_entries SET delta = delta - 1 WHERE ${ofMember()} AND seq = 2 AND place = 1`,
      'ledger_entries',
      { seq: 2, place: 1 },
    ],
    [
      'a campaign',
      () => `UPDATE ledger_entries SET campaign_code = 'gift' WHERE ${ofMember()} AND seq = 1`,
      'ledger_transactions',
      { seq: 1 },
    ],
    [
      'who did it',
      () => `UPDATE ledger_transactions SET actor_id = 'nobody' WHERE ${ofMember()} AND seq = 3`,
      'ledger_transactions',
      { seq: 3 },
    ],
    [
      'when it happened',
      () =>
        `UPDATE ledger_entries SET occurred_at = occurred_at - interval '1 day' WHERE ${ofMember()} AND seq = 4 AND place = 0`,
      'ledger_entries',
      { seq: 4, place: 0 },
    ],
    [
      'a lot’s remainder',
      () =>
        `UPDATE lots SET remaining = remaining + 1 WHERE ${ofMember()} AND seq = (SELECT max(seq) FROM lots WHERE ${ofMember()})`,
      'lots',
      {},
    ],
    [
      'a lot’s expiry',
      () => `UPDATE lots SET expires_at = '2030-01-01' WHERE ${ofMember()} AND expires_at = '2026-06-01'`,
      'lots',
      { seq: 1 },
    ],
    ['a hold’s end', () => `UPDATE holds SET expires_at = '2030-01-01' WHERE state = 'open'`, 'holds', {}],
    [
      'a wallet',
      () => `UPDATE wallets SET available = available + 100 WHERE member_id = '${other}'`,
      'wallets',
      { member_id: 'other' },
    ],
    ['when a wallet is next due', () => `UPDATE wallets SET next_due_at = NULL WHERE ${ofMember()}`, 'wallets', {}],
    ['a link', () => `UPDATE ledger_links SET link = '\\x00' WHERE number = 1`, 'ledger_links', { number: 1 }],
    [
      'what a link covers',
      () =>
        `UPDATE ledger_links SET posting_ids = posting_ids[1:3] || gen_random_uuid() || posting_ids[5:] WHERE number = 1`,
      'ledger_links',
      { number: 1 },
    ],
  ])('names the row in which %s was changed', async (_what, sql, table, keyOf) => {
    await tamper(sql());
    const key = 'member_id' in keyOf ? { member_id: other } : keyOf;
    expect((await verify()).wrong).toMatchObject({ table, key });
  });

  it.each([
    [
      'an entry',
      () => `DELETE FROM ledger_entries WHERE ${ofMember()} AND seq = 3 AND place = 1`,
      'ledger_entries',
      { seq: 3, place: 1 },
    ],
    [
      'a transaction',
      () =>
        `DELETE FROM ledger_entries WHERE ${ofMember()} AND seq = 3; DELETE FROM ledger_transactions WHERE ${ofMember()} AND seq = 3`,
      'ledger_transactions',
      { seq: 3 },
    ],
    ['a lot', () => `DELETE FROM lots WHERE ${ofMember()} AND state = 'active' AND seq = 1`, 'lots', { seq: 1 }],
    ['a hold', () => `DELETE FROM holds WHERE state = 'open'`, 'holds', {}],
    ['a wallet', () => `DELETE FROM wallets WHERE ${ofMember()}`, 'wallets', {}],
  ])('names the row where %s was removed', async (_what, sql, table, key) => {
    await tamper(sql());
    expect((await verify()).wrong).toMatchObject({ table, key, found: 'nothing' });
  });

  it('names a last transaction that was removed with all its traces', async () => {
    const [removed] = await test.database.query<{ id: string }>(
      `SELECT posting_id AS id FROM ledger_transactions WHERE ${ofLast()}`,
    );
    await tamper(`
      DELETE FROM lots WHERE ${ofLast()};
      UPDATE wallets SET seq = seq - 1, lifetime_earned = lifetime_earned - 5, available = 0,
             debt = -(SELECT account_after FROM ledger_entries WHERE ${ofMember()} AND account = 'debt' AND seq < wallets.seq ORDER BY seq DESC LIMIT 1)
       WHERE ${ofMember()};
      DELETE FROM ledger_entries WHERE ${ofLast()};
      DELETE FROM ledger_transactions WHERE ${ofLast()}`);
    expect((await verify()).wrong).toMatchObject({ table: 'ledger_transactions', key: { posting_id: removed?.id } });
  });

  it('names a transaction that nobody signed', async () => {
    const owner = `'${programId}', '${other}', 'points', SEQ, '${randomUUID()}'`;
    const seq = `(SELECT seq FROM wallets WHERE member_id = '${other}')`;
    await tamper(`
      UPDATE wallets SET seq = seq + 1, available = available + 500 WHERE member_id = '${other}';
      INSERT INTO ledger_transactions (program_id, member_id, wallet, seq, posting_id, kind, source_type, source_id,
             source_reference, actor_type, actor_id, occurred_at, recorded_at, signature, txid)
      VALUES (${owner.replace('SEQ', seq)}, 'adjust', 'adjustment', '${other}', 'x', 'client', 'x', '2026-01-02', '2026-01-02',
              '\\x00', 9);
      INSERT INTO ledger_entries (program_id, member_id, wallet, seq, posting_id, place, account, delta, account_after,
             occurred_at, recorded_at)
      VALUES (${owner.replace('SEQ', seq)}, 0, 'available', 500, 540, '2026-01-02', '2026-01-02'),
             (${owner.replace('SEQ', seq)}, 1, 'adjusted', -500, NULL, '2026-01-02', '2026-01-02')`);
    expect((await verify()).wrong).toMatchObject({
      table: 'ledger_transactions',
      key: { member_id: other },
      found: 'a signature of other content',
    });
  });

  it('misses a link whose head was written outside', async () => {
    await tamper('DELETE FROM ledger_links');
    const head = { number: 1, link: 'ab'.repeat(32), toTxid: 1, at: '2026-01-01T00:00:00Z' };
    expect((await verify(new Map([[1, head]]))).wrong).toMatchObject({ table: 'ledger_links', key: { number: 1 } });
  });
});
