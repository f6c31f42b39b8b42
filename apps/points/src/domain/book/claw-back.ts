import type { LedgerCause, LedgerTransaction, LotSlice } from '../ledger.js';
import type { AccountBook } from './account-book.js';
import { allocateRedemption } from './redemption-order.js';

export interface ClawedBack {
  readonly transaction: LedgerTransaction;
  readonly points: number;
  readonly fromPending: number;
  /** Had expired unused: the member loses nothing more. */
  readonly fromExpired: number;
  /** Was not there: later earnings pay it. */
  readonly debt: number;
}

/**
 * Takes back what a purchase earned: from its own lots, pending or not; from what of them has expired unused; then from the
 * member's other lots in redemption order; the rest becomes debt.
 *
 * @param slices points by lot, each at most what the lot issued and was not taken back before; their sum > 0
 */
export function clawBack(book: AccountBook, slices: readonly LotSlice[], cause: LedgerCause): ClawedBack {
  const points = slices.reduce((sum, slice) => sum + slice.points, 0);
  let fromPending = 0;
  let fromExpired = 0;
  let debt = 0;
  const transaction = book.post(cause, (movement) => {
    let short = 0;
    for (const slice of slices) {
      const lot = book.lot(slice.lotId);
      const own = Math.min(slice.points, lot.remaining);
      const ofExpired = Math.min(slice.points - own, lot.expired);
      if (lot.state === 'pending') fromPending += own;
      fromExpired += ofExpired;
      short += slice.points - own - ofExpired;
      movement.take(lot, own);
      if (lot.state === 'pending' && lot.remaining === 0) lot.state = 'cancelled';
      lot.expired -= ofExpired;
      book.touchLot(lot);
      movement.program('expired', -ofExpired, lot);
      movement.program('issued', slice.points, lot);
    }
    for (const other of allocateRedemption(book.lots, short)) {
      movement.take(book.lot(other.lotId), other.points);
      short -= other.points;
    }
    movement.indebt(short, null);
    debt = short;
    book.addLifetime(-points);
  });
  return { transaction, points, fromPending, fromExpired, debt };
}
