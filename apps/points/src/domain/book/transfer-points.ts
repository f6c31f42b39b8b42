import type { LedgerCause, LedgerTransaction, Lot } from '../ledger.js';
import type { AccountBook } from './account-book.js';
import { allocateWhole } from './redeem-points.js';

/** A part of a lot on its way to another member: it keeps when it was earned and when it expires. */
export interface MovedLot {
  readonly lot: Lot;
  readonly points: number;
}

/** Takes points out of a member's wallet, from the lots that expire first. @throws InsufficientPointsError */
export function transferOut(
  book: AccountBook,
  points: number,
  cause: LedgerCause,
): { readonly transaction: LedgerTransaction; readonly moved: readonly MovedLot[] } {
  const moved = allocateWhole(book, points).map((slice) => ({
    lot: { ...book.lot(slice.lotId) },
    points: slice.points,
  }));
  const transaction = book.post(cause, (movement) => {
    for (const part of moved) {
      const lot = book.lot(part.lot.lotId);
      movement.take(lot, part.points);
      movement.program('transferred', part.points, lot);
    }
  });
  return { transaction, moved };
}

/** Brings them into the other's: each part is a lot of its own; debt is paid first. */
export function transferIn(book: AccountBook, moved: readonly MovedLot[], cause: LedgerCause): LedgerTransaction {
  return book.post(cause, (movement) => {
    for (const { lot, points } of moved) {
      const opened = book.openLot({
        ...lot,
        lotId: book.nextId(),
        seq: movement.seq,
        issued: points,
        remaining: 0,
        expired: 0,
        state: 'active',
        purchaseId: null,
      });
      movement.give(opened, points);
      movement.program('transferred', -points, opened);
    }
  });
}
