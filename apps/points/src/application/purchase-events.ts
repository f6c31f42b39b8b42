import type { PurchaseRecorded } from '#contracts/events/catalogue';
import type { AnyNewEvent } from '#contracts/events/outbox';
import { balanceOf, type LedgerTransaction, type Wallet } from '../domain/ledger.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';

/** Recorded this much after it happened, a purchase is late: an offline till's upload. */
const lateAfterMs = 60 * 60 * 1000;

export function purchaseRecordedEvent(record: PurchaseRecord, correlationId: string): AnyNewEvent {
  return { type: 'points.purchase-recorded.v1', ...envelope(record, correlationId), data: recordedData(record) };
}

export function purchaseClaimedEvent(record: PurchaseRecord, claimedAt: Date, correlationId: string): AnyNewEvent {
  return {
    type: 'points.purchase-claimed.v1',
    ...envelope(record, correlationId),
    recordedAt: claimedAt,
    data: { ...recordedData(record), claimedAt: claimedAt.toISOString() },
  };
}

interface Earned {
  readonly record: PurchaseRecord;
  readonly transaction: LedgerTransaction;
  readonly wallet: Wallet;
  readonly correlationId: string;
}

export function pointsEarnedEvent({ record, transaction, wallet, correlationId }: Earned): AnyNewEvent {
  const { lots } = transaction;
  return {
    type: 'points.points-earned.v1',
    ...envelope(record, correlationId),
    recordedAt: transaction.cause.recordedAt,
    data: {
      wallet: wallet.wallet,
      postingId: transaction.postingId,
      balance: balanceOf(wallet),
      purchaseId: record.purchaseId,
      points: record.pointsEarned,
      state: lots.some(({ state }) => state === 'pending') ? 'pending' : 'available',
      lots: lots.map(({ lotId, issued, activatesAt, expiresAt }) => ({
        lotId,
        points: issued,
        activatesAt: activatesAt?.toISOString() ?? null,
        expiresAt: expiresAt?.toISOString() ?? null,
      })),
      campaigns: record.outcome.campaigns.map(({ code, version, points }) => ({ code, version, points })),
    },
  };
}

function envelope(record: PurchaseRecord, correlationId: string) {
  const { programId, memberId, occurredAt, recordedAt } = record;
  return { programId, ...(memberId === null ? {} : { memberId }), occurredAt, recordedAt, correlationId };
}

function recordedData(record: PurchaseRecord): PurchaseRecorded {
  const { coupons } = record.outcome;
  return {
    purchaseId: record.purchaseId,
    transactionId: record.transactionId,
    storeId: record.storeId,
    channel: record.channel,
    currency: record.currency,
    totalMinor: record.totalMinor,
    payableMinor: record.payableMinor,
    lines: record.lines.map(({ line, sku, category, quantity, netMinor }) => ({
      line,
      sku,
      category: category ?? null,
      quantity: String(quantity),
      netMinor,
    })),
    late: record.recordedAt.getTime() - record.occurredAt.getTime() > lateAfterMs,
    ...(coupons.length > 0 ? { couponIds: coupons.map(({ couponId }) => couponId) } : {}),
  };
}
