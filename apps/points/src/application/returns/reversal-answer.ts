import type { ParkedAnswer, ReturnAnswer, ReversalAnswer, VoidAnswer } from '#contracts/public/return';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import { quantityOf } from '../../domain/quantity.js';
import type { PlannedReversal } from '../../domain/returns/plan-reversal.js';
import type { Reversal } from '../../domain/returns/reversal.js';
import type { MovedPoints } from './move-points.js';

export type AnyReversalAnswer = ReturnAnswer | VoidAnswer;

interface Applied {
  readonly purchase: PurchaseRecord;
  readonly planned: PlannedReversal;
  readonly moved: MovedPoints;
}

/** What an applied return or void answers: kept, so that a repetition is answered with the same. */
export function recordedAnswer({ kind, reversalId, document }: Reversal, applied: Applied): AnyReversalAnswer {
  const { notReturned, share } = applied.planned;
  const answer: ReversalAnswer = { ...reversedOf(applied), duplicate: false, status: 'recorded' };
  return kind === 'void'
    ? { voidId: reversalId, ...answer, reason: document.reason }
    : {
        returnId: reversalId,
        ...answer,
        full: share.full,
        ...(notReturned.length > 0 ? { notReturned } : {}),
      };
}

export function reversedOf({ purchase, planned, moved }: Applied): Omit<ReversalAnswer, 'duplicate' | 'status'> {
  const { share, coupons } = planned;
  return {
    transactionId: purchase.transactionId,
    purchaseId: purchase.purchaseId,
    memberId: purchase.memberId,
    currency: purchase.currency,
    refundMinor: share.refundMinor,
    lines: share.lines.map(({ line, thousandths, refundMinor }) => ({
      line,
      quantity: quantityOf(thousandths),
      refundMinor,
    })),
    points: moved.points,
    coupons,
    benefits: [],
    balance: moved.balance,
  };
}

export function parkedAnswer({ kind, reversalId, transactionId }: Reversal): AnyReversalAnswer {
  const answer: ParkedAnswer = { transactionId, duplicate: false, status: 'parked' };
  return kind === 'void' ? { voidId: reversalId, ...answer } : { returnId: reversalId, ...answer };
}
