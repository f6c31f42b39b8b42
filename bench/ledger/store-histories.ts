import { createDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { RandomIds, SystemClock } from '#platform/service/system-clock';
import { AccountBooks } from '../../apps/points/src/application/account-books.js';
import { PointsKeys } from '../../apps/points/src/application/points-keys.js';
import { PgAccountBookStore } from '../../apps/points/src/database/pg-account-book.store.js';
import { liveThrough } from './member-history.js';

/** About 750 entries a member, 60,000 a database transaction. */
const roundsPerMember = 20;
const membersAtOnce = 80;
const daysAgo = 100;
const dayMs = 86_400_000;

interface Storing {
  readonly databaseUrl: string;
  readonly ledgerKey: string;
  readonly programId: string;
  /** There are at least as many in the end. */
  readonly entries: number;
  readonly signal: AbortSignal;
  readonly onProgress: (entries: number) => void;
}

/** Writes members' histories as the service writes them, signed, many wallets at once. @returns how many entries */
export async function storeHistories(storing: Storing): Promise<number> {
  const dataSource = createDataSource(
    { service: 'points', rows: [], migrations: [] },
    { url: storing.databaseUrl, poolMax: 1 },
  );
  await dataSource.initialize();
  try {
    const database = new Database(dataSource);
    const clock = new SystemClock();
    const ids = new RandomIds(clock);
    const unused = 'unused'.repeat(8);
    const keys = new PointsKeys(unused, unused, storing.ledgerKey);
    const books = new AccountBooks(new PgAccountBookStore(database), ids, keys);
    let entries = 0;
    while (entries < storing.entries) {
      storing.signal.throwIfAborted();
      entries += await database.run(() => storeSome(books, storing.programId, { ids, now: clock.now() }));
      storing.onProgress(entries);
    }
    await database.query('ANALYZE ledger_transactions, ledger_entries, lots, holds, wallets');
    return entries;
  } finally {
    await dataSource.destroy();
  }
}

async function storeSome(
  books: AccountBooks,
  programId: string,
  { ids, now }: { ids: RandomIds; now: Date },
): Promise<number> {
  const requests = Array.from({ length: membersAtOnce }, () => ({ memberId: ids.next() }));
  const opened = await books.open(programId, { requests, now });
  const history = { rounds: roundsPerMember, fromMs: now.getTime() - daysAgo * dayMs, newId: () => ids.next() };
  for (const book of opened.values()) liveThrough(book, history);
  await books.close(programId, { books: opened.values(), now });
  const posted = [...opened.values()].flatMap(({ transactions }) => transactions);
  return posted.reduce((sum, { entries }) => sum + entries.length, 0);
}
