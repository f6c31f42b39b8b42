import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import type { Caller } from '#contracts/internal/call';
import type { CheckoutReleasedAnswer } from '#contracts/public/points';
import { releaseHold } from '../domain/book/hold-points.js';
import { type Checkout, requireReleasable } from '../domain/checkout.js';
import { AccountBooks } from './account-books.js';
import { CheckoutStore } from './ports/checkout.store.js';
import { inLedgerOrder, postingData, postingEnvelope, settledEvents } from './settled-events.js';

/** Gives the points of a checkout back. Refuses CheckoutNotFoundError, AlreadyCapturedError, AlreadyReleasedError. */
@Injectable()
export class ReleaseCheckout {
  constructor(
    private readonly checkouts: CheckoutStore,
    private readonly accountBooks: AccountBooks,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  execute(caller: Caller, checkoutId: string): Promise<CheckoutReleasedAnswer> {
    return this.transactions.run(async () => {
      const checkout = (await this.checkouts.lock(caller.programId, [checkoutId])).get(checkoutId);
      const now = this.clock.now();
      requireReleasable(checkout, now);
      if (checkout.holdId !== null) await this.releasePoints(caller, { ...checkout, holdId: checkout.holdId }, now);
      await this.checkouts.release(caller.programId, checkoutId);
      return { checkoutId, returned: checkout.points };
    });
  }

  private async releasePoints(
    { programId, actor, correlationId }: Caller,
    { checkoutId, holdId, memberId, points }: Checkout & { readonly holdId: string },
    now: Date,
  ): Promise<void> {
    if (memberId === null) throw new Error('Points are held by a member.');
    const requests = [{ memberId, holdIds: [holdId] }];
    const books = await this.accountBooks.open(programId, { requests, now });
    const book = books.get(memberId);
    if (!book) throw new Error('The book of the member was opened.');
    const posted = releaseHold(book, holdId, {
      kind: 'release',
      occurredAt: now,
      recordedAt: now,
      source: { type: 'hold', id: holdId, reference: checkoutId },
      actor: { type: actor.type, id: actor.id },
      storeId: null,
      tierLevel: null,
    });
    await this.accountBooks.close(programId, { books: books.values(), now });
    const data = { ...postingData(posted), holdId, outcome: 'released', captured: 0, returned: points } as const;
    await this.outbox.append(
      inLedgerOrder([
        ...settledEvents(programId, books.values(), correlationId),
        {
          seq: posted.seq,
          event: { type: 'points.hold-resolved.v1', ...postingEnvelope(programId, posted, correlationId), data },
        },
      ]),
    );
  }
}
