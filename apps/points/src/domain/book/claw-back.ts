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
    const short: LotSlice[] = [];
    for (const slice of slices) {
      const lot = book.lot(slice.lotId);
      const own = Math.min(slice.points, lot.remaining);
      const ofExpired = Math.min(slice.points - own, lot.expired);
      if (lot.state === 'pending') fromPending += own;
      fromExpired += ofExpired;
      movement.take(lot, own);
      if (lot.state === 'pending' && lot.remaining === 0) lot.state = 'cancelled';
      lot.expired -= ofExpired;
      book.touchLot(lot);
      movement.program('expired', -ofExpired, lot);
      movement.program('issued', own + ofExpired, lot);
      short.push({ lotId: slice.lotId, points: slice.points - own - ofExpired });
    }
    // After all own lots: none of them stands in for another before it has given its own share.
    for (const slice of short) {
      let left = slice.points;
      for (const other of allocateRedemption(book.lots, left)) {
        movement.take(book.lot(other.lotId), other.points);
        left -= other.points;
      }
      movement.indebt(left, null);
      debt += left;
      movement.program('issued', slice.points, book.lot(slice.lotId));
    }
    book.addLifetime(-points);
  });
  return { transaction, points, fromPending, fromExpired, debt };
}
