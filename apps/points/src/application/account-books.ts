import { Injectable } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import { AccountBook } from '../domain/book/account-book.js';
import { settle } from '../domain/book/settle.js';
import { pointsWallet } from '../domain/ledger.js';
import { ledgerKeyOf, type LedgerKey, signTransaction } from '../domain/ledger-signature.js';
import { PointsKeys } from './points-keys.js';
import { AccountBookStore, type AccountRequest } from './ports/account-book.store.js';

/** Opens members' wallets for work, and writes what the work has left. Runs inside the caller's transaction. */
@Injectable()
export class AccountBooks {
  private readonly signingKey: LedgerKey;

  constructor(
    private readonly store: AccountBookStore,
    private readonly ids: Ids,
    keys: PointsKeys,
  ) {
    this.signingKey = ledgerKeyOf(keys.ledgerKey);
  }

  /**
   * Locks and reads; what is due by now is settled before any other work.
   * @param requests each member once
   */
  async open(
    programId: string,
    { requests, now, wallet = pointsWallet }: { requests: readonly AccountRequest[]; now: Date; wallet?: string },
  ): Promise<ReadonlyMap<string, AccountBook>> {
    if (requests.length === 0) return new Map();
    const accounts = await this.store.open(programId, { wallet, requests, now });
    const nextId = (): string => this.ids.next();
    return new Map(
      accounts.map((account) => {
        const book = new AccountBook(account, nextId);
        settle(book, now);
        return [book.memberId, book];
      }),
    );
  }

  /** What has become due by the work is settled too. A book that posted nothing writes nothing. */
  async close(
    programId: string,
    { books, now, wallet = pointsWallet }: { books: Iterable<AccountBook>; now: Date; wallet?: string },
  ): Promise<void> {
    const worked = [...books].filter((book) => {
      settle(book, now);
      return book.transactions.length > 0;
    });
    if (worked.length === 0) return;
    const of = <Item extends object>(items: (book: AccountBook) => readonly Item[]) =>
      worked.flatMap((book) => items(book).map((item) => ({ ...item, memberId: book.memberId })));
    await this.store.save(programId, wallet, {
      transactions: worked.flatMap(({ transactions }) =>
        transactions.map((transaction) => ({
          transaction,
          signature: signTransaction(programId, transaction, this.signingKey),
        })),
      ),
      wallets: worked.map((book) => book.wallet),
      openedLots: of(({ changes }) => changes.openedLots),
      changedLots: of(({ changes }) => changes.changedLots),
      openedHolds: of(({ changes }) => changes.openedHolds),
      changedHolds: of(({ changes }) => changes.changedHolds),
    });
  }
}
