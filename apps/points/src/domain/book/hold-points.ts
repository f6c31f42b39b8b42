import type { HoldState, LedgerCause, LedgerTransaction } from '../ledger.js';
import { AlreadyCapturedError, AlreadyReleasedError, CaptureAboveHoldError } from '../points.errors.js';
import type { AccountBook } from './account-book.js';
import { allocateWhole } from './redeem-points.js';

interface NewHold {
  readonly holdId: string;
  readonly points: number;
  readonly purpose: string;
  readonly expiresAt: Date;
}

/**
 * Sets points aside: they can be spent by nobody until the hold is captured, released or over.
 * @throws InsufficientPointsError
 */
export function holdPoints(book: AccountBook, hold: NewHold, cause: LedgerCause): LedgerTransaction {
  const slices = allocateWhole(book, hold.points);
  const transaction = book.post(cause, (movement) => {
    for (const { lotId, points } of slices) {
      const lot = book.lot(lotId);
      movement.take(lot, points);
      movement.held(lot, points);
    }
  });
  book.openHold({
    ...hold,
    seq: transaction.seq,
    state: 'open',
    createdAt: cause.recordedAt,
    captured: 0,
    slices,
  });
  return transaction;
}

/**
 * Spends a hold, whole or in part; the rest goes back to the lots that it came from.
 * @param points whole points, > 0; undefined is all of them
 * @throws AlreadyCapturedError, AlreadyReleasedError, CaptureAboveHoldError
 */
export function captureHold(
  book: AccountBook,
  { holdId, points }: { readonly holdId: string; readonly points?: number },
  cause: LedgerCause,
): LedgerTransaction {
  const hold = book.hold(holdId);
  requireOpen(hold.state);
  const captured = points ?? hold.points;
  if (captured > hold.points) throw new CaptureAboveHoldError(captured, hold.points);
  return resolveHold(book, holdId, { outcome: 'captured', captured }, cause);
}

/** Gives a hold's points back. @throws AlreadyCapturedError, AlreadyReleasedError */
export function releaseHold(book: AccountBook, holdId: string, cause: LedgerCause): LedgerTransaction {
  requireOpen(book.hold(holdId).state);
  return resolveHold(book, holdId, { outcome: 'released', captured: 0 }, cause);
}

interface Resolution {
  readonly outcome: Exclude<HoldState, 'open'>;
  readonly captured: number;
}

/** Captures from the lots that expire first; what goes back to a lot that is over expires then. */
export function resolveHold(
  book: AccountBook,
  holdId: string,
  { outcome, captured }: Resolution,
  cause: LedgerCause,
): LedgerTransaction {
  const hold = book.hold(holdId);
  let left = captured;
  const transaction = book.post(cause, (movement) => {
    for (const slice of hold.slices) {
      const lot = book.lot(slice.lotId);
      const taken = Math.min(left, slice.points);
      left -= taken;
      movement.giveBack(lot, slice.points - taken);
      movement.held(lot, -slice.points);
      movement.program('redeemed', taken, lot);
    }
  });
  book.resolveHold({ ...hold, state: outcome, captured });
  return transaction;
}

function requireOpen(state: HoldState): void {
  if (state === 'captured') throw new AlreadyCapturedError();
  if (state !== 'open') throw new AlreadyReleasedError();
}
