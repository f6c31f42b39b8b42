import type { AnyNewEvent } from '#contracts/events/outbox';
import { quantityOf } from '../../domain/quantity.js';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import type { PlannedReversal } from '../../domain/returns/plan-reversal.js';
import type { Reversal } from '../../domain/returns/reversal.js';
import { type PlacedEvent, postingData, postingEnvelope } from '../settled-events.js';
import type { MovedPoints } from './move-points.js';

interface AppliedReversal {
  readonly reversal: Reversal;
  readonly purchase: PurchaseRecord;
  readonly planned: PlannedReversal;
  readonly moved: MovedPoints;
  readonly recordedAt: Date;
}

/** A return or void, then what it moved. One that took nothing, because it came too late, tells nothing. */
export function reversalEvents(applied: AppliedReversal): PlacedEvent[] {
  const { reversal, purchase, planned, moved } = applied;
  const changesNothing = planned.share.lines.length === 0 && planned.state === purchase.state;
  if (changesNothing) return [];
  const told: PlacedEvent[] = [{ seq: moved.seqBefore, event: documentEvent(applied) }];
  return [...told, ...movedEvents(purchase.programId, moved, reversal)];
}

type Named = Pick<Reversal, 'kind' | 'reversalId'> & { readonly document: { readonly correlationId: string } };

export function movedEvents(
  programId: string,
  { refund, clawback, points }: MovedPoints,
  reversal: Named,
): PlacedEvent[] {
  const id = reversal.kind === 'void' ? { voidId: reversal.reversalId } : { returnId: reversal.reversalId };
  const { correlationId } = reversal.document;
  const events: PlacedEvent[] = [];
  if (refund) {
    const { refunded, refundedExpired } = points;
    const data = { ...postingData(refund), ...id, points: refunded + refundedExpired, expired: refundedExpired };
    const envelope = postingEnvelope(programId, refund, correlationId);
    events.push({ seq: refund.seq, event: { type: 'points.points-refunded.v1', ...envelope, data } });
  }
  if (clawback) {
    const { clawedBack, fromPending, debt } = points;
    const data = { ...postingData(clawback), ...id, points: clawedBack, fromPending, debt };
    const envelope = postingEnvelope(programId, clawback, correlationId);
    events.push({ seq: clawback.seq, event: { type: 'points.points-clawed-back.v1', ...envelope, data } });
  }
  return events;
}

function documentEvent({ reversal, purchase, planned: { share }, recordedAt }: AppliedReversal): AnyNewEvent {
  const { programId, memberId, purchaseId } = purchase;
  const envelope = {
    programId,
    ...(memberId === null ? {} : { memberId }),
    occurredAt: reversal.occurredAt,
    recordedAt,
    correlationId: reversal.document.correlationId,
  };
  if (reversal.kind === 'void') {
    const data = { purchaseId, voidId: reversal.reversalId, reasonCode: reasonCodeOf(reversal.document.reason) };
    return { type: 'points.purchase-voided.v1', ...envelope, data };
  }
  return {
    type: 'points.purchase-returned.v1',
    ...envelope,
    data: {
      returnId: reversal.reversalId,
      purchaseId,
      storeId: reversal.storeId,
      refundMinor: share.refundMinor,
      lines: share.lines.map(({ line, thousandths }) => ({ line, quantity: String(quantityOf(thousandths)) })),
      full: share.full,
    },
  };
}

/** Events hold codes only: what a cashier typed could name a person. */
function reasonCodeOf(reason: string | null): string {
  if (reason === null) return 'unspecified';
  return /^[a-z][a-z0-9_]{0,63}$/.test(reason) ? reason : 'other';
}
