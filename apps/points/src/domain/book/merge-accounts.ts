import type { LedgerCause, LedgerTransaction, Lot } from '../ledger.js';
import type { AccountBook } from './account-book.js';
import { releaseHold } from './hold-points.js';
import { allocateRedemption } from './redemption-order.js';
import { settle } from './settle.js';

interface MergingAccounts {
  /** With all its lots and open holds. */
  readonly from: AccountBook;
  /** With as many of its lots as the other's debt may take. */
  readonly into: AccountBook;
}

/**
 * Moves everything that a member has to the member they turned out to be: lots with their dates, pending ones pending, and debt.
 * What was held is released first, because a hold is of one member. Done again, it finds nothing to move.
 *
 * @param causeOf `release` for holds, `transfer` for the move
 * @returns the releases, and the two sides of the move; nothing of the move where there was nothing
 */
export function mergeAccounts(
  { from, into }: MergingAccounts,
  causeOf: (kind: 'release' | 'transfer', source: LedgerCause['source'] | null) => LedgerCause,
): { readonly released: readonly LedgerTransaction[]; readonly moved: readonly LedgerTransaction[] } {
  const open = [...from.holds].filter(({ state }) => state === 'open');
  const released = open.map(({ holdId, purpose }) =>
    releaseHold(from, holdId, causeOf('release', { type: 'hold', id: holdId, reference: purpose })),
  );
  // What came back to a lot that is over expires here, and not with the survivor.
  settle(from, causeOf('transfer', null).recordedAt);
  const lots = [...from.lots].filter(({ remaining }) => remaining > 0).map((lot): Lot => ({ ...lot }));
  const { debt } = from.wallet;
  if (lots.length === 0 && debt === 0) return { released, moved: [] };
  const out = from.post(causeOf('transfer', null), (movement) => {
    for (const lot of lots) {
      movement.take(from.lot(lot.lotId), lot.remaining);
      movement.program('transferred', lot.remaining, lot);
    }
    movement.outdebt(debt);
    movement.program('transferred', -debt, null);
  });
  const brought = into.post(causeOf('transfer', null), (movement) => {
    for (const lot of lots) {
      const opened = into.openLot({
        ...lot,
        lotId: into.nextId(),
        seq: movement.seq,
        issued: lot.remaining,
        remaining: 0,
        expired: 0,
      });
      if (lot.state === 'pending') movement.givePending(opened, lot.remaining);
      else movement.give(opened, lot.remaining);
      movement.program('transferred', -lot.remaining, opened);
    }
    // Whoever has points has no debt: the other's is paid from them, and only the rest stays owed.
    const slices = allocateRedemption(into.lots, Math.min(debt, into.wallet.available));
    let left = debt;
    for (const slice of slices) {
      const lot = into.lot(slice.lotId);
      movement.take(lot, slice.points);
      movement.program('transferred', slice.points, lot);
      left -= slice.points;
    }
    movement.indebt(left, null);
    movement.program('transferred', left, null);
  });
  return { released, moved: [out, brought] };
}
