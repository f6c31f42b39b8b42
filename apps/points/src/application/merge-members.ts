import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import type { AccountBook } from '../domain/book/account-book.js';
import { mergeAccounts } from '../domain/book/merge-accounts.js';
import { type LedgerCause, type LedgerTransaction, pointsWallet } from '../domain/ledger.js';
import { AccountBooks } from './account-books.js';
import { MergeStore } from './ports/merge.store.js';
import {
  inLedgerOrder,
  movedTo,
  type PlacedEvent,
  postingData,
  postingEnvelope,
  settledEvents,
} from './settled-events.js';

const mergeActor = { type: 'system', id: 'merge' } as const;
const correlationId = 'merge-members';
const lateComingsMax = 100;

interface Merge {
  readonly mergedId: string;
  readonly survivorId: string;
}

/**
 * Gives a merged member's points to the one they turned out to be: lots with their dates, debt too; what was held is released.
 * What both have used of campaigns adds up, and offers of both are open.
 * Done twice it is done once. What comes for the merged member later, such as a return of an old purchase, is passed on.
 */
@Injectable()
export class MergeMembers {
  constructor(
    private readonly store: MergeStore,
    private readonly accountBooks: AccountBooks,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute(programId: string, { mergedId, survivorId }: Merge): Promise<void> {
    if (mergedId === survivorId) return;
    await this.transactions.run(async () => {
      await this.store.recordMerge(programId, { mergedId, survivorId, mergedAt: this.clock.now() });
      await this.passOn(programId, mergedId);
    });
  }

  /** @returns how many merged members had something again */
  async passOnLateComings(): Promise<number> {
    const late = await this.store.findLateComings(lateComingsMax);
    for (const { programId, mergedId } of late) {
      await this.transactions.run(() => this.passOn(programId, mergedId));
    }
    return late.length;
  }

  private async passOn(programId: string, mergedId: string): Promise<void> {
    const survivorId = await this.store.survivorOf(programId, mergedId);
    // Two that were merged into each other: nobody knows who is left.
    if (survivorId === undefined || survivorId === mergedId) return;
    const now = this.clock.now();
    const left = await this.store.lockForMerge(programId, { mergedId, survivorId, wallet: pointsWallet });
    const books = await this.accountBooks.open(programId, {
      requests: [
        {
          memberId: mergedId,
          spend: Number.MAX_SAFE_INTEGER,
          lotIds: left.pendingLotIds,
          holdIds: left.openHoldIds,
        },
        { memberId: survivorId, spend: left.debt },
      ],
      now,
    });
    const [from, into] = [bookOf(books, mergedId), bookOf(books, survivorId)];
    const transferId = this.ids.next();
    const { released, moved } = mergeAccounts({ from, into }, (kind, source) => ({
      kind,
      occurredAt: now,
      recordedAt: now,
      source: source ?? { type: 'merge', id: transferId, reference: mergedId },
      actor: mergeActor,
      storeId: null,
      tierLevel: null,
    }));
    await this.store.moveCampaigns(programId, { mergedId, survivorId });
    await this.accountBooks.close(programId, { books: books.values(), now });
    const events = inLedgerOrder([
      ...settledEvents(programId, books.values(), correlationId),
      ...released.map((posted) => releasedEvent(programId, posted)),
      ...moved.map((posted) => movedEvent(programId, posted, { transferId, isOut: posted.memberId === mergedId })),
    ]);
    if (events.length > 0) await this.outbox.append(events);
  }
}

function bookOf(books: ReadonlyMap<string, AccountBook>, memberId: string): AccountBook {
  const book = books.get(memberId);
  if (!book) throw new Error('The books of both members were opened.');
  return book;
}

function releasedEvent(programId: string, posted: LedgerTransaction): PlacedEvent {
  const returned = -movedTo(posted, 'held');
  const { id: holdId }: LedgerCause['source'] = posted.cause.source;
  return {
    seq: posted.seq,
    event: {
      type: 'points.hold-resolved.v1',
      ...postingEnvelope(programId, posted, correlationId),
      data: { ...postingData(posted), holdId, outcome: 'released', captured: 0, returned },
    },
  };
}

function movedEvent(
  programId: string,
  posted: LedgerTransaction,
  { transferId, isOut }: { readonly transferId: string; readonly isOut: boolean },
): PlacedEvent {
  // Points of lots, available and pending; debt that goes along shows in the balance.
  const points = posted.entries
    .filter(({ account, lotId, delta }) => account === 'transferred' && lotId !== null && delta > 0 === isOut)
    .reduce((sum, { delta }) => sum + Math.abs(delta), 0);
  return {
    seq: posted.seq,
    event: {
      type: 'points.points-transferred.v1',
      ...postingEnvelope(programId, posted, correlationId),
      data: { ...postingData(posted), transferId, direction: isOut ? 'out' : 'in', points },
    },
  };
}
