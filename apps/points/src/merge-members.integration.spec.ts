import { randomUUID } from 'node:crypto';
import { FixedClock } from '#testing/fixed-clock';
import { type TestDatabase } from '#testing/test-database';
import type { AccountBook } from './domain/book/account-book.js';
import { adjustDown, adjustUp } from './domain/book/adjust-points.js';
import { clawBack } from './domain/book/claw-back.js';
import { earnPoints } from './domain/book/earn-points.js';
import { holdPoints } from './domain/book/hold-points.js';
import type { LedgerCause, LedgerKind } from './domain/ledger.js';
import { createPointsWorld, type PointsWorld } from '../../../test/worlds/points-world.js';

const dayMs = 24 * 60 * 60 * 1000;

describe('merging members', () => {
  const clock = new FixedClock();
  let world: PointsWorld;
  let test: TestDatabase;
  let books: PointsWorld['books'];
  let merge: PointsWorld['merges'];
  let programId: string;
  let mergedId: string;
  let survivorId: string;

  beforeAll(async () => {
    world = await createPointsWorld(clock);
    ({ test, books, merges: merge } = world);
  });
  afterAll(() => test.close());
  beforeEach(() => {
    clock.set('2026-11-21T02:15:00Z');
    [programId, mergedId, survivorId] = [randomUUID(), randomUUID(), randomUUID()];
  });

  const cause = (kind: LedgerKind): LedgerCause => ({
    kind,
    occurredAt: clock.now(),
    recordedAt: clock.now(),
    source: { type: 'adjustment', id: randomUUID(), reference: 'test' },
    actor: { type: 'client', id: 'operator' },
    storeId: null,
    tierLevel: null,
  });
  const work = (memberId: string, change: (book: AccountBook) => void): Promise<void> =>
    test.database.run(async () => {
      const requests = [{ memberId, spend: Number.MAX_SAFE_INTEGER }];
      const opened = await books.open(programId, { requests, now: clock.now() });
      const book = opened.get(memberId);
      if (!book) throw new Error('The book was opened.');
      change(book);
      await books.close(programId, { books: opened.values(), now: clock.now() });
    });
  const give = (memberId: string, points: number, expiresAt: Date | null = null): Promise<void> =>
    work(memberId, (book) => {
      adjustUp(book, { lotId: world.ids.next(), points, expiresAt }, cause('adjust'));
    });
  const walletOf = async (memberId: string) => {
    const [wallet] = await test.database.query(
      'SELECT available, pending, held, debt FROM wallets WHERE program_id = $1 AND member_id = $2',
      [programId, memberId],
    );
    return wallet;
  };
  const nothing = { available: 0, pending: 0, held: 0, debt: 0 };
  const expectLedgerToHold = async (): Promise<void> => {
    const wrong = await test.database.query(
      `SELECT w.member_id FROM wallets w
        WHERE w.program_id = $1 AND (w.available + w.pending, w.debt) IS DISTINCT FROM (
            (SELECT coalesce(sum(remaining), 0)::bigint FROM lots l
              WHERE l.program_id = w.program_id AND l.member_id = w.member_id),
            (SELECT coalesce(-sum(delta), 0)::bigint FROM ledger_entries e
              WHERE e.program_id = w.program_id AND e.member_id = w.member_id AND e.account = 'debt'))
        UNION ALL
       SELECT $1 FROM ledger_entries WHERE program_id = $1 AND account = 'transferred' HAVING sum(delta) <> 0`,
      [programId],
    );
    expect(wrong).toEqual([]);
  };

  it('moves every lot with its dates, pending ones pending, and releases what was held; twice is once', async () => {
    const expiresAt = new Date(clock.now().getTime() + 30 * dayMs);
    const activatesAt = new Date(clock.now().getTime() + dayMs);
    await give(mergedId, 100, expiresAt);
    await work(mergedId, (book) => {
      holdPoints(book, { holdId: randomUUID(), points: 40, purpose: 'hold', expiresAt: activatesAt }, cause('hold'));
      const lot = { points: 70, campaign: { code: 'base', version: 1, contentHash: 'ab' }, purchaseId: randomUUID() };
      earnPoints(
        book,
        [{ ...lot, lotId: world.ids.next(), activatesAt, pendingUntil: null, expiresAt: null }],
        cause('earn'),
      );
    });
    await give(survivorId, 5);
    for (let round = 0; round < 2; round += 1) {
      await merge.execute(programId, { mergedId, survivorId });
      expect(await walletOf(mergedId)).toEqual(nothing);
      expect(await walletOf(survivorId)).toEqual({ ...nothing, available: 105, pending: 70 });
    }
    const events = await test.database.query<{ type: string; data: string }>(
      'SELECT type, data::text FROM outbox WHERE program_id = $1 ORDER BY member_id = $2, member_seq',
      [programId, survivorId],
    );
    expect(events.map(({ type, data }) => ({ type, ...(JSON.parse(data) as object) }))).toMatchObject([
      { type: 'points.hold-resolved.v1', outcome: 'released', returned: 40 },
      { type: 'points.points-transferred.v1', direction: 'out', points: 170 },
      { type: 'points.points-transferred.v1', direction: 'in', points: 170 },
    ]);
    const lots = await test.database.query(
      `SELECT remaining, state, expires_at AS "expiresAt", activates_at AS "activatesAt" FROM lots
        WHERE program_id = $1 AND member_id = $2 ORDER BY remaining`,
      [programId, survivorId],
    );
    expect(lots).toMatchObject([{ remaining: 5 }, { remaining: 70, state: 'pending', activatesAt }, { expiresAt }]);
    await expectLedgerToHold();
  });

  it('pays the debt of one from the points of the other, whoever has which', async () => {
    const owe = (memberId: string, points: number): Promise<void> =>
      work(memberId, (book) => {
        const lotId = world.ids.next();
        adjustUp(book, { lotId, points, expiresAt: null }, cause('adjust'));
        adjustDown(book, points, cause('adjust'));
        clawBack(book, [{ lotId, points }], cause('clawback'));
      });
    await owe(mergedId, 60);
    expect(await walletOf(mergedId)).toEqual({ ...nothing, debt: 60 });
    await give(survivorId, 50);
    await merge.execute(programId, { mergedId, survivorId });
    expect(await walletOf(mergedId)).toEqual(nothing);
    expect(await walletOf(survivorId)).toEqual({ ...nothing, debt: 10 });
    await expectLedgerToHold();

    await give(mergedId, 25);
    expect(await merge.passOnLateComings()).toBe(1);
    expect(await walletOf(survivorId)).toEqual({ ...nothing, available: 15 });
    expect(await merge.passOnLateComings()).toBe(0);
    await expectLedgerToHold();
  });

  it('follows chains to the last survivor', async () => {
    const lastId = randomUUID();
    await merge.execute(programId, { mergedId, survivorId });
    await merge.execute(programId, { mergedId: survivorId, survivorId: lastId });
    await give(mergedId, 30);
    await merge.passOnLateComings();
    expect(await walletOf(lastId)).toEqual({ ...nothing, available: 30 });
  });
});
