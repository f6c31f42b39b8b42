import type { PurchaseRecorded } from '#contracts/events/catalogue';
import type { AnyNewEvent } from '#contracts/events/outbox';
import type { LedgerTransaction } from '../domain/ledger.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import type { BookedPurchase } from './book-purchases.js';
import { type PlacedEvent, postingData } from './settled-events.js';

/** Recorded this much after it happened, a purchase is late: an offline till's upload. */
const lateAfterMs = 60 * 60 * 1000;

type Booked = Extract<BookedPurchase, { readonly record: PurchaseRecord }>;

/** What a recorded purchase tells the rest of the platform. */
export function purchaseEvents(booked: Booked, correlationId: string): PlacedEvent[] {
  const { record, seqBefore } = booked;
  return [
    { seq: seqBefore, event: purchaseRecordedEvent(record, correlationId) },
    ...postingEvents(booked, correlationId),
  ];
}

/** What claiming one tells. */
export function claimEvents(booked: Booked, claimedAt: Date, correlationId: string): PlacedEvent[] {
  return [
    { seq: booked.seqBefore, event: purchaseClaimedEvent(booked.record, claimedAt, correlationId) },
    ...postingEvents(booked, correlationId),
  ];
}

function postingEvents({ record, earned, redeemed }: Booked, correlationId: string): PlacedEvent[] {
  const events: PlacedEvent[] = [];
  if (redeemed) events.push({ seq: redeemed.seq, event: pointsRedeemedEvent(record, redeemed, correlationId) });
  if (earned) events.push({ seq: earned.seq, event: pointsEarnedEvent(record, earned, correlationId) });
  return events;
}

function purchaseRecordedEvent(record: PurchaseRecord, correlationId: string): AnyNewEvent {
  return { type: 'points.purchase-recorded.v1', ...envelope(record, correlationId), data: recordedData(record) };
}

function purchaseClaimedEvent(record: PurchaseRecord, claimedAt: Date, correlationId: string): AnyNewEvent {
  return {
    type: 'points.purchase-claimed.v1',
    ...envelope(record, correlationId),
    recordedAt: claimedAt,
    data: { ...recordedData(record), claimedAt: claimedAt.toISOString() },
  };
}

function pointsRedeemedEvent(
  record: PurchaseRecord,
  transaction: LedgerTransaction,
  correlationId: string,
): AnyNewEvent {
  return {
    type: 'points.points-redeemed.v1',
    ...envelope(record, correlationId),
    recordedAt: transaction.cause.recordedAt,
    data: {
      ...postingData(transaction),
      redemptionId: transaction.postingId,
      purpose: 'purchase',
      points: record.pointsRedeemed,
      valueMinor: record.pointsMinor,
    },
  };
}

function pointsEarnedEvent(record: PurchaseRecord, transaction: LedgerTransaction, correlationId: string): AnyNewEvent {
  const { campaigns, lots } = record.outcome;
  return {
    type: 'points.points-earned.v1',
    ...envelope(record, correlationId),
    recordedAt: transaction.cause.recordedAt,
    data: {
      ...postingData(transaction),
      purchaseId: record.purchaseId,
      points: record.pointsEarned,
      state: record.pointsPending > 0 ? 'pending' : 'available',
      lots: lots.map(({ lotId, points }, index) => ({
        lotId,
        points,
        activatesAt: campaigns[index]?.activatesAt ?? null,
        expiresAt: campaigns[index]?.expiresAt ?? null,
      })),
      campaigns: campaigns.map(({ code, version, points }) => ({ code, version, points })),
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
