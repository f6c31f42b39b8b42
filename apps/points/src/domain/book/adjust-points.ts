import type { LedgerCause, LedgerTransaction, LotSlice } from '../ledger.js';
import type { AccountBook } from './account-book.js';
import { allocateWhole } from './redeem-points.js';

interface GivenLot {
  readonly lotId: string;
  /** Whole points, > 0. */
  readonly points: number;
  readonly expiresAt: Date | null;
}

/** An operator gives points: a lot of their own. */
export function adjustUp(
  book: AccountBook,
  { lotId, points, expiresAt }: GivenLot,
  cause: LedgerCause,
): LedgerTransaction {
  return book.post(cause, (movement) => {
    const lot = book.openLot({
      lotId,
      seq: movement.seq,
      issued: points,
      remaining: 0,
      expired: 0,
      state: 'active',
      earnedAt: cause.occurredAt,
      activatesAt: null,
      pendingUntil: null,
      expiresAt,
      campaign: null,
      purchaseId: null,
    });
    movement.give(lot, points);
    movement.program('adjusted', -points, lot);
  });
}

/** An operator takes points. @throws InsufficientPointsError */
export function adjustDown(book: AccountBook, points: number, cause: LedgerCause): LedgerTransaction {
  const slices = allocateWhole(book, points);
  return book.post(cause, (movement) => {
    for (const slice of slices) {
      const lot = book.lot(slice.lotId);
      movement.take(lot, slice.points);
      movement.program('adjusted', slice.points, lot);
    }
  });
}

/** Points of an expired lot come back as a lot of their own, with a new expiry; the slice is at most what expired. */
export function reinstatePoints(
  book: AccountBook,
  { lotId, points, expiresAt, from }: GivenLot & { readonly from: LotSlice['lotId'] },
  cause: LedgerCause,
): LedgerTransaction {
  const expired = book.lot(from);
  return book.post(cause, (movement) => {
    expired.expired -= points;
    book.touchLot(expired);
    movement.program('expired', -points, expired);
    const lot = book.openLot({
      ...expired,
      lotId,
      seq: movement.seq,
      issued: points,
      remaining: 0,
      expired: 0,
      state: 'active',
      expiresAt,
    });
    movement.give(lot, points);
  });
}
