import type { ReversedPoints } from '#contracts/public/return';
import type { AccountBook } from '../../domain/book/account-book.js';
import { clawBack } from '../../domain/book/claw-back.js';
import { refundPoints } from '../../domain/book/refund-points.js';
import { settle } from '../../domain/book/settle.js';
import type { Balance, LedgerCause, LedgerTransaction } from '../../domain/ledger.js';
import type { PlannedReversal } from '../../domain/returns/plan-reversal.js';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import type { Reversal } from '../../domain/returns/reversal.js';

/** What a return or void moved in its member's wallet. */
export interface MovedPoints {
  readonly points: ReversedPoints;
  readonly refund: LedgerTransaction | null;
  readonly clawback: LedgerTransaction | null;
  /** The wallet's sequence before it. */
  readonly seqBefore: number;
  /** Null where there is no member. */
  readonly balance: Balance | null;
}

export const nothingMoved: MovedPoints = {
  points: { clawedBack: 0, fromPending: 0, refunded: 0, refundedExpired: 0, debt: 0 },
  refund: null,
  clawback: null,
  seqBefore: 0,
  balance: null,
};

interface Movement {
  readonly reversal: Reversal;
  readonly planned: Pick<PlannedReversal, 'giveBack' | 'clawBack'>;
  /** Names the postings that are corrected: what took the points that go back, and what gave those that are taken. */
  readonly outcome: Pick<PurchaseRecord['outcome'], 'redemption' | 'earningId'>;
  readonly now: Date;
}

/** Redeemed points go back first, so that a clawback finds them before it makes a debt. */
export function movePoints(book: AccountBook, { reversal, planned, outcome, now }: Movement): MovedPoints {
  const seqBefore = book.wallet.seq;
  const { giveBack, clawBack: takeBack } = planned;
  const isVoid = reversal.kind === 'void';
  const cause = causeOf(reversal, now);
  const refunded =
    giveBack.length > 0
      ? refundPoints(book, giveBack, {
          ...cause,
          kind: isVoid ? 'reverse' : 'refund',
          corrects: outcome.redemption?.postingId,
        })
      : null;
  settle(book, now);
  const clawed =
    takeBack.length > 0
      ? clawBack(book, takeBack, { ...cause, kind: isVoid ? 'reverse' : 'clawback', corrects: outcome.earningId })
      : null;
  settle(book, now);
  return {
    points: {
      clawedBack: clawed?.points ?? 0,
      fromPending: clawed?.fromPending ?? 0,
      refunded: (refunded?.points ?? 0) - (refunded?.expired ?? 0),
      refundedExpired: refunded?.expired ?? 0,
      debt: clawed?.debt ?? 0,
    },
    refund: refunded?.transaction ?? null,
    clawback: clawed?.transaction ?? null,
    seqBefore,
    balance: book.balance,
  };
}

function causeOf({ kind, documentId, reversalId, occurredAt, storeId, document }: Reversal, now: Date): LedgerCause {
  return {
    kind: 'reverse',
    occurredAt,
    recordedAt: now,
    source: { type: kind, id: documentId, reference: reversalId },
    actor: document.actor,
    storeId,
    tierLevel: null,
  };
}
