import type { Hold, LedgerCause, LedgerTransaction, Lot } from '../ledger.js';
import type { AccountBook } from './account-book.js';
import { resolveHold } from './hold-points.js';
import { inRedemptionOrder } from './redemption-order.js';

export const systemActor = { type: 'system', id: 'points' } as const;

type Due =
  | { readonly at: Date; readonly order: 0; readonly activate: Lot }
  | { readonly at: Date; readonly order: 1; readonly timeOut: Hold }
  | { readonly at: Date; readonly order: 2; readonly expire: Lot };

/**
 * Posts what has fallen due by now, each dated its own instant: lots become active, holds end, lots expire. Run before every
 * work on a book and after it, so that a balance in an answer never counts what is over; running it twice changes nothing.
 *
 * @returns the transactions, in the order of their instants
 */
export function settle(book: AccountBook, now: Date): LedgerTransaction[] {
  const settled: LedgerTransaction[] = [];
  const { nextDueAt } = book.wallet;
  if (nextDueAt === null || nextDueAt > now) return settled;
  for (let due = firstDue(book, now); due; due = firstDue(book, now)) settled.push(post(book, due, now));
  book.restartDue();
  return settled;
}

function firstDue(book: AccountBook, now: Date): Due | undefined {
  let first: Due | undefined;
  const consider = (due: Due): void => {
    if (due.at <= now && (!first || inDueOrder(due, first) < 0)) first = due;
  };
  for (const lot of book.lots) {
    if (lot.remaining === 0) continue;
    if (lot.state === 'pending' && lot.activatesAt) consider({ at: lot.activatesAt, order: 0, activate: lot });
    else {
      const at = book.expiryOf(lot);
      if (at) consider({ at, order: 2, expire: lot });
    }
  }
  for (const hold of book.holds) {
    if (hold.state === 'open') consider({ at: hold.expiresAt, order: 1, timeOut: hold });
  }
  return first;
}

/** Lots of one instant in redemption order: which of them pays a debt must not depend on how they were read. */
function inDueOrder(one: Due, other: Due): number {
  const byInstant = one.at.getTime() - other.at.getTime() || one.order - other.order;
  if (byInstant !== 0) return byInstant;
  const [lot, otherLot] = [lotOf(one), lotOf(other)];
  if (lot && otherLot) return inRedemptionOrder(lot, otherLot);
  return 'timeOut' in one && 'timeOut' in other && one.timeOut.holdId < other.timeOut.holdId ? -1 : 1;
}

function lotOf(due: Due): Lot | null {
  if ('activate' in due) return due.activate;
  return 'expire' in due ? due.expire : null;
}

function post(book: AccountBook, due: Due, now: Date): LedgerTransaction {
  if ('activate' in due) return activateLot(book, due.activate.lotId, lotCause('activate', due.activate, due.at, now));
  if ('expire' in due) return expireLot(book, due.expire.lotId, lotCause('expire', due.expire, due.at, now));
  const { holdId } = due.timeOut;
  return resolveHold(book, holdId, { outcome: 'expired', captured: 0 }, holdCause(due.timeOut, due.at, now));
}

/** A pending lot becomes active; its points pay debt first. */
export function activateLot(book: AccountBook, lotId: string, cause: LedgerCause): LedgerTransaction {
  const lot = book.lot(lotId);
  const points = lot.remaining;
  return book.post(cause, (movement) => {
    movement.take(lot, points);
    lot.state = 'active';
    movement.give(lot, points);
  });
}

function expireLot(book: AccountBook, lotId: string, cause: LedgerCause): LedgerTransaction {
  const lot = book.lot(lotId);
  const points = lot.remaining;
  return book.post(cause, (movement) => {
    movement.expire(lot, points);
  });
}

function lotCause(kind: 'activate' | 'expire', lot: Lot, at: Date, now: Date): LedgerCause {
  return {
    kind,
    occurredAt: at,
    recordedAt: now,
    source: { type: 'lot', id: lot.lotId, reference: lot.lotId },
    actor: systemActor,
    storeId: null,
    tierLevel: null,
  };
}

function holdCause(hold: Hold, at: Date, now: Date): LedgerCause {
  return {
    kind: 'release',
    occurredAt: at,
    recordedAt: now,
    source: { type: 'hold', id: hold.holdId, reference: hold.purpose },
    actor: systemActor,
    storeId: null,
    tierLevel: null,
  };
}
