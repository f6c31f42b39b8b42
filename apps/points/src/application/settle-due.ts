import { Injectable } from '@nestjs/common';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import type { AccountBook } from '../domain/book/account-book.js';
import { AccountBooks } from './account-books.js';
import { AccountBookStore } from './ports/account-book.store.js';
import { inLedgerOrder, settledEvents } from './settled-events.js';

/** Wallets settled in one transaction: their locks are held for its length. */
const walletsPerBatchMax = 200;

interface DueWallet {
  readonly programId: string;
  readonly memberId: string;
  readonly wallet: string;
}

/**
 * Posts what has fallen due in wallets that nobody has touched since: activations, expiries, holds that ended, each dated its own
 * instant. Safe to run twice, in parallel and late: whoever has a wallet's lock settles it, and a settled one is not due.
 */
@Injectable()
export class SettleDue {
  constructor(
    private readonly store: AccountBookStore,
    private readonly accountBooks: AccountBooks,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
  ) {}

  /**
   * @param batchesMax bounds one round; what is left is the next round's
   * @returns wallets settled
   */
  async execute({ asOf, batchesMax = 500 }: { asOf: Date; batchesMax?: number }): Promise<number> {
    let settled = 0;
    for (let batch = 0; batch < batchesMax; batch += 1) {
      const due = await this.transactions.run(() => this.settleBatch(asOf));
      settled += due;
      if (due < walletsPerBatchMax) break;
    }
    return settled;
  }

  private async settleBatch(asOf: Date): Promise<number> {
    const due = await this.store.lockDue({ asOf, limit: walletsPerBatchMax });
    for (const { programId, wallet, memberIds } of byWallet(due)) {
      const requests = memberIds.map((memberId) => ({ memberId }));
      const opened = await this.accountBooks.open(programId, { requests, now: asOf, wallet });
      const books: AccountBook[] = [...opened.values()];
      await this.accountBooks.close(programId, { books, now: asOf, wallet });
      await this.outbox.append(inLedgerOrder(settledEvents(programId, books, correlationId)));
    }
    return due.length;
  }
}

const correlationId = 'settle-due';

function byWallet(due: readonly DueWallet[]) {
  const groups = new Map<string, { programId: string; wallet: string; memberIds: string[] }>();
  for (const { programId, wallet, memberId } of due) {
    const key = `${programId}/${wallet}`;
    const group = groups.get(key) ?? { programId, wallet, memberIds: [] };
    group.memberIds.push(memberId);
    groups.set(key, group);
  }
  return groups.values();
}
