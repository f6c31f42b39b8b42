import { Injectable } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import { AccountBook } from '../domain/book/account-book.js';
import { settle } from '../domain/book/settle.js';
import { type Lot, pointsWallet } from '../domain/ledger.js';
import { LedgerKey } from '../domain/ledger-key.js';
import { signHold, signLot, signTransaction } from '../domain/ledger-signature.js';
import { PointsKeys } from './points-keys.js';
import { AccountBookStore, type AccountRequest, type SignedLot } from './ports/account-book.store.js';

/** Opens members' wallets for work, and writes what the work has left. Runs inside the caller's transaction. */
@Injectable()
export class AccountBooks {
  private readonly signingKey: LedgerKey;

  constructor(
    private readonly store: AccountBookStore,
    private readonly ids: Ids,
    keys: PointsKeys,
  ) {
    this.signingKey = new LedgerKey(keys.ledgerKey);
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

  /** What has become due by the work is settled too. A book in which nothing changed writes nothing. */
  async close(
    programId: string,
    { books, now, wallet = pointsWallet }: { books: Iterable<AccountBook>; now: Date; wallet?: string },
  ): Promise<void> {
    const worked = [...books].filter((book) => {
      settle(book, now);
      return book.isChanged;
    });
    if (worked.length === 0) return;
    await this.store.save(programId, wallet, {
      transactions: worked.flatMap(({ transactions }) =>
        transactions.map((transaction) => ({
          transaction,
          signature: signTransaction(programId, transaction, this.signingKey),
        })),
      ),
      wallets: worked.map((book) => book.wallet),
      openedLots: worked.flatMap((book) => book.changes.openedLots.map((lot) => this.signedLot(programId, book, lot))),
      changedLots: worked.flatMap((book) =>
        book.changes.changedLots.map((lot) => this.signedLot(programId, book, lot)),
      ),
      openedHolds: worked.flatMap((book) =>
        book.changes.openedHolds.map((hold) => {
          const owned = { ...hold, memberId: book.memberId };
          return { ...owned, signature: signHold(programId, { ...owned, wallet }, this.signingKey) };
        }),
      ),
      changedHolds: worked.flatMap((book) =>
        book.changes.changedHolds.map((hold) => ({ ...hold, memberId: book.memberId })),
      ),
    });
  }

  /** Only new terms are signed: whoever signs what was read signs what somebody may have changed in the database. */
  private signedLot(programId: string, book: AccountBook, lot: Lot): SignedLot {
    const owned = { ...lot, memberId: book.memberId };
    if (!book.hasNewTerms(lot)) return { ...owned, signature: null };
    return { ...owned, signature: signLot(programId, { ...owned, wallet: book.wallet.wallet }, this.signingKey) };
  }
}
