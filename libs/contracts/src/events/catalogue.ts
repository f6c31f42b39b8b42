import type { Minor, Points } from '#kernel/points';

/** Balance of a wallet after the posting, in whole points. */
export interface Balance {
  readonly available: Points;
  readonly pending: Points;
  readonly held: Points;
  readonly debt: Points;
}

interface Posting {
  readonly wallet: string;
  readonly postingId: string;
  readonly balance: Balance;
}

export interface PurchaseRecorded {
  readonly purchaseId: string;
  readonly transactionId: string;
  readonly storeId: string | null;
  readonly channel: string;
  readonly currency: string;
  readonly totalMinor: Minor;
  readonly payableMinor: Minor;
  readonly lines: readonly {
    readonly line: number;
    readonly sku: string;
    readonly category: string | null;
    /** Decimal text with at most 3 decimals. */
    readonly quantity: string;
    readonly netMinor: Minor;
  }[];
  /** Recorded well after it happened: an offline till's upload. */
  readonly late: boolean;
  /** Coupons that were honoured, by id: what confirms their reservation. Codes are bearer secrets and stay out. */
  readonly couponIds?: readonly string[];
}

/** Every event: its type names producer and version; its data holds ids and facts, never personal data. */
export interface EventData {
  /** A programme's zone and reporting currency, for services that count days and value (no member). */
  'members.program-created.v1': { code: string; currency: string; timeZone: string };
  'members.member-enrolled.v1': { channel: string; storeId: string | null; referrerId?: string };
  'members.member-status-changed.v1': { from: string; to: string; reasonCode: string };
  'members.members-merged.v1': { survivorId: string; mergedId: string };
  'members.member-erased.v1': Record<string, never>;
  'members.consent-changed.v1': { purpose: string; channel: string | null; granted: boolean };
  'members.tier-changed.v1': {
    ladder: string;
    ladderVersion: number;
    from: string | null;
    to: string;
    direction: 'upgrade' | 'downgrade';
    reasonCode: string;
    validUntil: string | null;
  };
  'members.tier-downgrade-due.v1': {
    ladder: string;
    tier: string;
    projectedTier: string;
    missing: Points;
    reviewAt: string;
  };
  'members.activity-recorded.v1': { eventId: string; activity: string; facts: Record<string, unknown> };
  'members.segment-changed.v1': { segment: string; entered: boolean };
  'members.lifecycle-node-reached.v1': { node: string; occurrence: number };

  'points.purchase-recorded.v1': PurchaseRecorded;
  'points.purchase-claimed.v1': PurchaseRecorded & { readonly claimedAt: string };
  'points.purchase-returned.v1': {
    returnId: string;
    purchaseId: string;
    storeId: string | null;
    refundMinor: Minor;
    lines: readonly { line: number; quantity: string }[];
    full: boolean;
  };
  'points.purchase-voided.v1': { purchaseId: string; voidId: string; reasonCode: string };
  'points.points-earned.v1': Posting & {
    purchaseId?: string;
    points: Points;
    state: 'pending' | 'available';
    lots: readonly { lotId: string; points: Points; activatesAt: string | null; expiresAt: string | null }[];
    campaigns: readonly { code: string; version: number; points: Points }[];
  };
  'points.points-activated.v1': Posting & { lotId: string; points: Points };
  'points.points-redeemed.v1': Posting & { redemptionId: string; purpose: string; points: Points; valueMinor: Minor };
  'points.hold-resolved.v1': Posting & {
    holdId: string;
    outcome: 'captured' | 'released' | 'expired';
    captured: Points;
    returned: Points;
  };
  'points.points-clawed-back.v1': Posting & {
    returnId?: string;
    voidId?: string;
    points: Points;
    fromPending: Points;
    debt: Points;
  };
  'points.points-refunded.v1': Posting & { returnId?: string; voidId?: string; points: Points; expired: Points };
  'points.points-expired.v1': Posting & { lotId: string; points: Points };
  'points.points-adjusted.v1': Posting & { points: Points; reasonCode: string };
  'points.points-transferred.v1': Posting & { transferId: string; direction: 'in' | 'out'; points: Points };
  'points.points-expiring.v1': { wallet: string; points: Points; at: string; daysLeft: number };
  'points.campaign-published.v1': { code: string; version: number; contentHash: string; effectiveFrom: string | null };

  'benefits.benefit-granted.v1': {
    grantId: string;
    code: string;
    version: number;
    layer: string;
    kind: string;
    trigger: { type: string; id: string };
    validFrom: string;
    validUntil: string | null;
  };
  'benefits.benefit-ended.v1': {
    grantId: string;
    outcome: 'used' | 'expired' | 'revoked' | 'returned';
    purchaseId?: string;
  };
  'benefits.coupon-issued.v1': { couponId: string; poolCode: string; validUntil: string };
  'benefits.coupon-redeemed.v1': {
    couponId: string;
    purchaseId?: string;
    storeId: string | null;
    discountMinor: Minor;
  };
  'benefits.reward-redeemed.v1': { redemptionId: string; rewardCode: string; quantity: number; points: Points };

  'churn.risk-level-changed.v1': { from: string | null; to: string; score: number; modelVersion: string };

  'partners.endpoint-disabled.v1': { endpointId: string; reasonCode: string; failingSince: string };
}

export type EventType = keyof EventData;

/** The envelope, the same on queues and webhooks. */
export interface EventEnvelope<Type extends EventType = EventType> {
  /** UUIDv7; also the webhook's `webhook-id`. */
  readonly id: string;
  readonly type: Type;
  /** When it happened (occurredAt), RFC 3339 UTC. */
  readonly timestamp: string;
  /** When we recorded it, RFC 3339 UTC. */
  readonly recordedAt: string;
  /** The producing service. */
  readonly source: string;
  readonly programId: string;
  readonly memberId?: string;
  /** Counts per (source, member) from 1 without gaps; absent where there is no member. */
  readonly memberSeq?: number;
  readonly data: EventData[Type];
}

/** One event of any of the given types, discriminated by `type`. */
export type EventOf<Type extends EventType> = { [Each in Type]: EventEnvelope<Each> }[Type];
