import type { AnyNewEvent } from '#contracts/events/outbox';
import type { NewLot } from '../domain/book/earn-points.js';
import type { Earnings } from '../domain/campaigns/earning.js';
import type { LedgerTransaction } from '../domain/ledger.js';
import { pendingPoints } from './book-purchases.js';
import { postingData, postingEnvelope } from './settled-events.js';

/** Who posts what nobody asked for: a campaign did. */
export const campaignsActor = { type: 'system', id: 'campaigns' } as const;

interface Earned {
  readonly transaction: LedgerTransaction;
  readonly lots: readonly NewLot[];
  readonly earnings: Earnings;
  /** The purchase that completed an offer; null for an event. */
  readonly purchaseId: string | null;
  readonly correlationId: string;
}

/** What is told of points that came without a purchase being posted. */
export function earnedEvent(
  programId: string,
  { transaction, lots, earnings, purchaseId, correlationId }: Earned,
): AnyNewEvent {
  return {
    type: 'points.points-earned.v1',
    ...postingEnvelope(programId, transaction, correlationId),
    data: {
      ...postingData(transaction),
      ...(purchaseId === null ? {} : { purchaseId }),
      points: earnings.points,
      state: pendingPoints(earnings, transaction.cause.recordedAt) > 0 ? 'pending' : 'available',
      lots: lots.map(({ lotId, points, activatesAt, expiresAt }) => ({
        lotId,
        points,
        activatesAt: activatesAt?.toISOString() ?? null,
        expiresAt: expiresAt?.toISOString() ?? null,
      })),
      campaigns: earnings.applied.map(({ campaign: { document }, points }) => ({
        code: document.code,
        version: document.version,
        points,
      })),
    },
  };
}
