import { Injectable } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import { AccountBook } from '../domain/book/account-book.js';
import { settle } from '../domain/book/settle.js';
import type { LedgerTransaction, Lot, Wallet } from '../domain/ledger.js';
import { AccountBookStore } from './ports/account-book.store.js';
import { movedTo } from './settled-events.js';

/** A wallet after what was due in it; the ledger follows when the wallet is next touched, or by the job. */
export interface SettledAccount {
  readonly book: AccountBook;
  /** Of the last posting before settling. */
  readonly storedSeq: number;
  /** Lots as they are stored, those that settling has looked at. */
  readonly storedLots: readonly Lot[];
}

interface Question {
  readonly wallet: string;
  readonly memberIds: readonly string[];
  readonly asOf: Date;
}

/** Reads never wait for the ledger to follow the clock, and never write: what is due is settled in memory. */
@Injectable()
export class AsIfSettled {
  constructor(
    private readonly store: AccountBookStore,
    private readonly ids: Ids,
  ) {}

  /** One member's wallet: a single small read where nothing is due. */
  async walletOf(
    programId: string,
    { wallet, memberId, asOf }: { readonly wallet: string; readonly memberId: string; readonly asOf: Date },
  ): Promise<Wallet> {
    const stored = await this.store.findWallet(programId, wallet, memberId);
    if (stored.nextDueAt === null || stored.nextDueAt > asOf) return stored;
    const settled = await this.settled(programId, { wallet, memberIds: [memberId], asOf });
    return settled.get(memberId)?.book.wallet ?? stored;
  }

  /** @returns only members in whose wallet something may be due by then: the others are as stored */
  async accounts(programId: string, question: Question): Promise<ReadonlyMap<string, SettledAccount>> {
    const memberIds = await this.store.findDue(programId, question);
    return memberIds.length === 0 ? new Map() : this.settled(programId, { ...question, memberIds });
  }

  private async settled(programId: string, question: Question): Promise<ReadonlyMap<string, SettledAccount>> {
    const opened = await this.store.peek(programId, question);
    return new Map(
      opened.map((account) => {
        const book = new AccountBook(account, () => this.ids.next());
        settle(book, question.asOf);
        return [book.memberId, { book, storedSeq: account.wallet.seq, storedLots: account.lots }];
      }),
    );
  }
}

/** A lot as settling has left it; undefined where settling did not look at it. */
export function settledLot(account: SettledAccount | undefined, lotId: string): Lot | undefined {
  return account?.storedLots.some((lot) => lot.lotId === lotId) ? account.book.lot(lotId) : undefined;
}

/** What settling moves to an account, by postings dated up to an instant. */
export function unposted(
  account: SettledAccount | undefined,
  ledgerAccount: string,
  until: Date = new Date(8.64e15),
): number {
  const sum = (total: number, transaction: LedgerTransaction): number =>
    transaction.cause.occurredAt <= until ? total + movedTo(transaction, ledgerAccount) : total;
  return account?.book.transactions.reduce(sum, 0) ?? 0;
}

interface ExpiringPoints {
  readonly points: number;
  readonly at: Date;
}

/** Points by the instant at which they expire, after settling. */
export function settledExpiring(
  expiring: readonly ExpiringPoints[],
  account: SettledAccount,
  { after, until }: { readonly after: Date; readonly until: Date },
): ExpiringPoints[] {
  const byInstant = new Map(expiring.map(({ at, points }) => [at.getTime(), points]));
  for (const stored of account.storedLots) {
    const { expiresAt } = stored;
    if (expiresAt === null || expiresAt <= after || expiresAt > until) continue;
    const change = usableOf(account.book.lot(stored.lotId)) - usableOf(stored);
    byInstant.set(expiresAt.getTime(), (byInstant.get(expiresAt.getTime()) ?? 0) + change);
  }
  return [...byInstant]
    .filter(([, points]) => points > 0)
    .sort(([one], [other]) => one - other)
    .map(([atMs, points]) => ({ at: new Date(atMs), points }));
}

function usableOf({ state, remaining }: Lot): number {
  return state === 'active' ? remaining : 0;
}
