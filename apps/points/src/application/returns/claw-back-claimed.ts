import { Injectable } from '@nestjs/common';
import type { Actor } from '#contracts/internal/call';
import { clawBack } from '../../domain/book/claw-back.js';
import { settle } from '../../domain/book/settle.js';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import { clawBackOfReturned } from '../../domain/returns/plan-reversal.js';
import { AccountBooks } from '../account-books.js';
import { RefillUsage } from '../refill-usage.js';
import { type PlacedEvent, settledEvents } from '../settled-events.js';
import { type MovedPoints, nothingMoved } from './move-points.js';
import { movedEvents } from './reversal-events.js';

interface Claimed {
  readonly now: Date;
  readonly actor: Actor;
  readonly correlationId: string;
}

interface Netted {
  /** With the balance after it. */
  readonly purchase: PurchaseRecord;
  readonly events: readonly PlacedEvent[];
}

/** A purchase that was returned in part before its claim: what fell on that part is taken back as the claim earns it. */
@Injectable()
export class ClawBackClaimed {
  constructor(
    private readonly accountBooks: AccountBooks,
    private readonly refillUsage: RefillUsage,
  ) {}

  /** Runs inside the claim's transaction, after it has earned. */
  async execute(purchase: PurchaseRecord, { now, actor, correlationId }: Claimed): Promise<Netted> {
    const { programId, memberId, returned } = purchase;
    const slices = clawBackOfReturned(purchase);
    if (memberId === null || returned === null || slices.length === 0) return { purchase, events: [] };
    const spend = slices.reduce((sum, { points }) => sum + points, 0);
    const requests = [{ memberId, spend, lotIds: slices.map(({ lotId }) => lotId) }];
    const books = await this.accountBooks.open(programId, { requests, now });
    const book = books.get(memberId);
    if (!book) throw new Error('The book of the member was opened.');
    const { documentId, returnId, occurredAt } = returned.last;
    const clawed = clawBack(book, slices, {
      kind: 'clawback',
      occurredAt: new Date(occurredAt),
      recordedAt: now,
      source: { type: 'return', id: documentId, reference: returnId },
      actor: { type: actor.type, id: actor.id },
      storeId: purchase.storeId,
      tierLevel: null,
      corrects: purchase.outcome.earningId,
    });
    settle(book, now);
    await this.accountBooks.close(programId, { books: books.values(), now });
    const full = purchase.state === 'returned';
    await this.refillUsage.execute(programId, [{ purchase, before: [], clawBack: slices, full }]);
    const { points: clawedBack, fromPending, debt, transaction } = clawed;
    const points = { ...nothingMoved.points, clawedBack, fromPending, debt };
    const moved: MovedPoints = { ...nothingMoved, points, clawback: transaction, balance: book.balance };
    const told = { kind: 'return', reversalId: returnId, document: { correlationId } } as const;
    return {
      purchase: {
        ...purchase,
        returned: { ...returned, pointsClawedBack: clawedBack },
        outcome: { ...purchase.outcome, balance: book.balance },
      },
      events: [...settledEvents(programId, books.values(), correlationId), ...movedEvents(programId, moved, told)],
    };
  }
}
