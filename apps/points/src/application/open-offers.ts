import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { EventOutbox } from '#contracts/events/outbox';
import type { AccountBook } from '../domain/book/account-book.js';
import { clawBack } from '../domain/book/claw-back.js';
import { earnPoints } from '../domain/book/earn-points.js';
import { settle } from '../domain/book/settle.js';
import { consumedUsage } from '../domain/campaigns/consumed-usage.js';
import type { Earnings } from '../domain/campaigns/earning.js';
import { offerOpenings } from '../domain/campaigns/offer-openings.js';
import type { LedgerCause, LotSlice } from '../domain/ledger.js';
import { countedLines, purchaseOccasion } from '../domain/purchase-occasion.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import { clawBackOfReturned } from '../domain/returns/plan-reversal.js';
import { AccountBooks } from './account-books.js';
import { earnedLot, newLots } from './book-purchases.js';
import { campaignsActor, earnedEvent } from './earned-event.js';
import { bookOf } from './book-of.js';
import type { Happening } from './earn-from-events.js';
import type { EarningRules } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import { OfferPurchaseStore } from './ports/offer-purchase.store.js';
import { type MemberWindow, type NewOfferWindow, OfferWindowStore } from './ports/offer-window.store.js';
import { RefillUsage, type UndoneEarning } from './refill-usage.js';
import { ServableMembers } from './servable-members.js';
import { inLedgerOrder, type PlacedEvent, postingData, postingEnvelope, settledEvents } from './settled-events.js';

/**
 * Opens offers for members. The news of an offer may come after purchases that are inside its window: they are looked back at in
 * the order in which they happened, under the wallet's lock, so that either order of arrival completes the same. Runs inside the
 * caller's transaction, once an event.
 */
@Injectable()
export class OpenOffers {
  constructor(
    private readonly sessions: EarningSessions,
    private readonly accountBooks: AccountBooks,
    private readonly windows: OfferWindowStore,
    private readonly purchases: OfferPurchaseStore,
    private readonly refillUsage: RefillUsage,
    private readonly servable: ServableMembers,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @param activities of one programme */
  async execute(programId: string, activities: readonly Happening[]): Promise<void> {
    const rules = await this.sessions.rulesOf(programId);
    if (rules.index.windowed.size === 0) return;
    const openings = activities.flatMap((activity) =>
      offerOpenings(rules.index, activity).map((opening): NewOfferWindow => ({
        ...opening,
        memberId: activity.memberId,
        eventId: activity.eventId,
      })),
    );
    if (openings.length === 0) return;
    const served = await this.servable.of(programId, openings);
    if (served.length > 0) await this.open(programId, rules, served);
  }

  private async open(programId: string, rules: EarningRules, openings: readonly NewOfferWindow[]): Promise<void> {
    const now = this.clock.now();
    const spans = openings.map(({ memberId, openedAt, closesAt }) => ({ memberId, from: openedAt, until: closesAt }));
    // Receipts before wallets, as everywhere: a return of one of these purchases must see what it earns here.
    const before = await this.purchases.findWithin(programId, spans);
    const ids = before.map(({ transactionId }) => transactionId);
    const locked = await this.purchases.lockReceipts(programId, ids, { waits: true });
    const requests = [...new Set(openings.map(({ memberId }) => memberId))].map((memberId) => ({ memberId }));
    const books = await this.accountBooks.open(programId, { requests, now });
    const windows = await this.windows.open(programId, openings);
    const purchases = await this.purchases.findWithin(programId, spans);
    await this.lockLate(
      programId,
      purchases.filter(({ transactionId }) => !locked.has(transactionId)),
    );
    const events =
      purchases.length > 0 ? await this.lookBack(programId, rules, { windows, purchases, books, now }) : [];
    await this.accountBooks.close(programId, { books: books.values(), now });
    const told = [...settledEvents(programId, books.values(), correlationId), ...events];
    if (told.length > 0) await this.outbox.append(inLedgerOrder(told));
  }

  /** Recorded since the first look: nobody can have begun to return them, but for a moment's bad luck. */
  private async lockLate(programId: string, purchases: readonly PurchaseRecord[]): Promise<void> {
    if (purchases.length === 0) return;
    const ids = purchases.map(({ transactionId }) => transactionId);
    const locked = await this.purchases.lockReceipts(programId, ids, { waits: false });
    if (locked.size < ids.length) throw new Error('A purchase inside an offer is being changed: to be tried again.');
  }

  private async lookBack(
    programId: string,
    rules: EarningRules,
    { windows, purchases, books, now }: LookBack,
  ): Promise<PlacedEvent[]> {
    const offers = { ...rules, index: rules.index.only(new Set(windows.map(({ campaign }) => campaign))) };
    const occasions = purchases.map((purchase) => ({ ...purchaseOccasion(purchase), memberId: purchase.memberId }));
    const session = await this.sessions.open(programId, offers, { occasions, commits: true, windows });
    const events: PlacedEvent[] = [];
    const undone: UndoneEarning[] = [];
    const changed: PurchaseRecord[] = [];
    purchases.forEach((purchase, place) => {
      const earnings = session.decide(place, countedLines(purchase));
      if (earnings.points === 0) return;
      const book = bookOf(books, purchase.memberId ?? '');
      const cause = causeOf(purchase, { now, tierLevel: session.levelOf(place) });
      const completed = this.complete(programId, { book, purchase, earnings, cause });
      changed.push(completed.purchase);
      events.push(...completed.events);
      if (completed.undone) undone.push(completed.undone);
      settle(book, now);
    });
    await this.sessions.close(programId, session);
    if (changed.length > 0) await this.purchases.saveOutcomes(changed);
    await this.refillUsage.execute(programId, undone);
    return events;
  }

  /** A purchase completes an offer after all; what of it has come back meanwhile is taken off at once. */
  private complete(programId: string, { book, purchase, earnings, cause }: Completion): Completed {
    const lots = newLots(earnings, { purchaseId: purchase.purchaseId, nextId: () => this.ids.next() });
    const transaction = earnPoints(book, lots, cause);
    const earned = {
      lots: lots.map(({ lotId }, index) => earnedLot(lotId, earnings.applied[index])),
      usage: earnings.usage.map(consumedUsage),
    };
    const { purchaseId, outcome } = purchase;
    const events: PlacedEvent[] = [
      {
        seq: transaction.seq,
        event: earnedEvent(programId, { transaction, lots, earnings, purchaseId, correlationId }),
      },
    ];
    const own = { ...purchase, outcome: { ...outcome, lots: earned.lots, usage: earned.usage } };
    const slices = clawBackOfReturned(own);
    if (slices.length > 0) events.push(takeBack(programId, { book, slices, cause }));
    const usage = [...(outcome.usage ?? []), ...earned.usage];
    return {
      purchase: {
        ...purchase,
        outcome: { ...outcome, lots: [...outcome.lots, ...earned.lots], ...(usage.length > 0 ? { usage } : {}) },
      },
      events,
      undone: slices.length > 0 ? { purchase: own, before: [], clawBack: slices, full: isUndone(purchase) } : null,
    };
  }
}

const correlationId = 'open-offers';

interface LookBack {
  readonly windows: readonly MemberWindow[];
  readonly purchases: readonly PurchaseRecord[];
  readonly books: ReadonlyMap<string, AccountBook>;
  readonly now: Date;
}

interface Completion {
  readonly book: AccountBook;
  readonly purchase: PurchaseRecord;
  readonly earnings: Earnings;
  readonly cause: LedgerCause;
}

interface Completed {
  readonly purchase: PurchaseRecord;
  readonly events: readonly PlacedEvent[];
  readonly undone: UndoneEarning | null;
}

function takeBack(
  programId: string,
  {
    book,
    slices,
    cause,
  }: { readonly book: AccountBook; readonly slices: readonly LotSlice[]; readonly cause: LedgerCause },
): PlacedEvent {
  const { transaction, points, fromPending, debt } = clawBack(book, slices, { ...cause, kind: 'clawback' });
  return {
    seq: transaction.seq,
    event: {
      type: 'points.points-clawed-back.v1',
      ...postingEnvelope(programId, transaction, correlationId),
      data: { ...postingData(transaction), points, fromPending, debt },
    },
  };
}

function causeOf(
  { occurredAt, purchaseId, transactionId, storeId }: PurchaseRecord,
  { now, tierLevel }: { readonly now: Date; readonly tierLevel: string | null },
): LedgerCause {
  return {
    kind: 'earn',
    occurredAt,
    recordedAt: now,
    source: { type: 'purchase', id: purchaseId, reference: transactionId },
    actor: campaignsActor,
    storeId,
    tierLevel,
  };
}

function isUndone({ state }: PurchaseRecord): boolean {
  return state === 'returned' || state === 'voided';
}
