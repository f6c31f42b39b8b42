import type { CampaignCause, LedgerCause, LedgerTransaction } from '../ledger.js';
import type { AccountBook } from './account-book.js';

/** Points that come from outside: of a campaign, or given by an operator. */
export interface NewLot {
  readonly lotId: string;
  /** Whole points, > 0. */
  readonly points: number;
  readonly campaign: CampaignCause | null;
  readonly purchaseId: string | null;
  readonly activatesAt: Date | null;
  readonly pendingUntil: string | null;
  readonly expiresAt: Date | null;
}

/**
 * Books what was earned: issued by the programme, one lot each; debt is paid before anything becomes available. What should
 * have been active by now is so at once; what is over by now expires when the book is settled.
 *
 * @param lots at least one
 */
export function earnPoints(book: AccountBook, lots: readonly NewLot[], cause: LedgerCause): LedgerTransaction {
  return book.post(cause, (movement) => {
    for (const { points, ...lot } of lots) {
      const byTime = lot.activatesAt !== null && lot.activatesAt > cause.recordedAt;
      const isPending = byTime || lot.pendingUntil !== null;
      const opened = book.openLot({
        ...lot,
        seq: movement.seq,
        issued: points,
        remaining: 0,
        expired: 0,
        state: isPending ? 'pending' : 'active',
        earnedAt: cause.occurredAt,
      });
      if (isPending) movement.givePending(opened, points);
      else movement.give(opened, points);
      movement.program('issued', -points, opened);
    }
    book.addLifetime(lots.reduce((sum, { points }) => sum + points, 0));
  });
}
