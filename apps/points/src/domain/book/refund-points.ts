import type { LedgerCause, LedgerTransaction, LotSlice } from '../ledger.js';
import type { AccountBook } from './account-book.js';

export interface Refunded {
  readonly transaction: LedgerTransaction;
  readonly points: number;
  /** Of them, those that went back to lots that were over by then, and expire. */
  readonly expired: number;
}

/**
 * Gives redeemed points back to the lots that they came from, with their old expiry. Debt is paid first; what is over by then
 * pays only what the lot itself has left owing, and the rest expires.
 *
 * @param slices see `giveBackSlices`; their sum > 0
 */
export function refundPoints(book: AccountBook, slices: readonly LotSlice[], cause: LedgerCause): Refunded {
  let points = 0;
  let expired = 0;
  const transaction = book.post(cause, (movement) => {
    for (const slice of slices) {
      const lot = book.lot(slice.lotId);
      const restored = movement.giveBack(lot, slice.points);
      movement.program('redeemed', -slice.points, lot);
      points += slice.points;
      if (lot.expiresAt !== null && lot.expiresAt <= cause.recordedAt) expired += slice.points - restored;
    }
  });
  return { transaction, points, expired };
}

/**
 * Which parts of a redemption go back next: the lot that was taken from last, which expires last, comes first.
 *
 * @param taken  what the redemption took, in redemption order
 * @param before points given back earlier
 * @param points points to give back now; before + points is at most what was taken
 */
export function giveBackSlices(
  taken: readonly LotSlice[],
  { before, points }: { readonly before: number; readonly points: number },
): LotSlice[] {
  let [skip, left] = [before, points];
  const slices: LotSlice[] = [];
  for (const slice of taken.toReversed()) {
    const skipped = Math.min(skip, slice.points);
    const given = Math.min(left, slice.points - skipped);
    skip -= skipped;
    left -= given;
    if (given > 0) slices.push({ lotId: slice.lotId, points: given });
  }
  return slices;
}
