import type { LedgerCause, LedgerTransaction, LotSlice } from '../ledger.js';
import { InsufficientPointsError } from '../points.errors.js';
import type { AccountBook } from './account-book.js';
import { allocateRedemption } from './redemption-order.js';

/**
 * Spends points, from the lots that expire first.
 *
 * @param points whole points, > 0
 * @throws InsufficientPointsError
 */
export function redeemPoints(book: AccountBook, points: number, cause: LedgerCause): LedgerTransaction {
  const slices = allocateWhole(book, points);
  return book.post(cause, (movement) => {
    for (const slice of slices) {
      const lot = book.lot(slice.lotId);
      movement.take(lot, slice.points);
      movement.program('redeemed', slice.points, lot);
    }
  });
}

/** Of slices, those that the first `points` of them fall on. */
export function firstSlices(slices: readonly LotSlice[], points: number): LotSlice[] {
  let left = points;
  return slices.flatMap(({ lotId, points: held }) => {
    const taken = Math.min(left, held);
    left -= taken;
    return taken > 0 ? [{ lotId, points: taken }] : [];
  });
}

/**
 * The lots that points come from.
 * @throws InsufficientPointsError
 */
export function allocateWhole(book: AccountBook, points: number): LotSlice[] {
  const { available } = book.wallet;
  if (points > available) throw new InsufficientPointsError(points, available);
  const slices = allocateRedemption(book.lots, points);
  const allocated = slices.reduce((sum, slice) => sum + slice.points, 0);
  if (allocated !== points) throw new Error('The lots of a book do not cover its balance.');
  return slices;
}
