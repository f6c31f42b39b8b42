import type { Balance, EventData, EventType, PurchaseRecorded } from './catalogue.js';
import {
  amount,
  count,
  currency,
  decimal,
  facts,
  flag,
  id,
  instant,
  integer,
  type JsonSchema,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Schema,
  text,
  uuid,
} from './json-schema.js';

const balance = object<Balance>({ available: amount, pending: amount, held: amount, debt: amount });
const posting = { wallet: text, postingId: id, balance };
const storeId = nullable(id);

const purchase = {
  purchaseId: id,
  transactionId: id,
  storeId,
  channel: text,
  currency,
  totalMinor: amount,
  payableMinor: amount,
  lines: list(
    object<PurchaseRecorded['lines'][number]>({
      line: count,
      sku: text,
      category: nullable(text),
      quantity: decimal,
      netMinor: amount,
    }),
  ),
  late: flag,
  couponIds: optional(list(id)),
};

type ReturnedLine = EventData['points.purchase-returned.v1']['lines'][number];
type EarnedLot = EventData['points.points-earned.v1']['lots'][number];
type EarningCampaign = EventData['points.points-earned.v1']['campaigns'][number];
type Trigger = EventData['benefits.benefit-granted.v1']['trigger'];

/** The schema of every event's data. A type without one, or one that differs from its type, does not compile. */
const dataSchemas: { readonly [Type in EventType]: Schema<EventData[Type]> } = {
  'members.program-created.v1': object({ code: text, currency: text, timeZone: text }),
  'members.member-enrolled.v1': object<EventData['members.member-enrolled.v1']>({
    channel: text,
    storeId,
    referrerId: optional(id),
  }),
  'members.member-status-changed.v1': object({ from: text, to: text, reasonCode: text }),
  'members.members-merged.v1': object({ survivorId: id, mergedId: id }),
  'members.member-erased.v1': object<Record<string, never>>({}),
  'members.consent-changed.v1': object({ purpose: text, channel: nullable(text), granted: flag }),
  'members.tier-changed.v1': object({
    ladder: text,
    ladderVersion: count,
    from: nullable(text),
    to: text,
    direction: oneOf('upgrade', 'downgrade'),
    reasonCode: text,
    validUntil: nullable(instant),
  }),
  'members.tier-downgrade-due.v1': object({
    ladder: text,
    tier: text,
    projectedTier: text,
    missing: amount,
    reviewAt: instant,
  }),
  'members.activity-recorded.v1': object({ eventId: id, activity: text, facts }),
  'members.segment-changed.v1': object({ segment: text, entered: flag }),
  'members.lifecycle-node-reached.v1': object({ node: text, occurrence: count }),

  'points.purchase-recorded.v1': object<EventData['points.purchase-recorded.v1']>(purchase),
  'points.purchase-claimed.v1': object<EventData['points.purchase-claimed.v1']>({ ...purchase, claimedAt: instant }),
  'points.purchase-returned.v1': object({
    returnId: id,
    purchaseId: id,
    storeId,
    refundMinor: amount,
    lines: list(object<ReturnedLine>({ line: count, quantity: decimal })),
    full: flag,
  }),
  'points.purchase-voided.v1': object({ purchaseId: id, voidId: id, reasonCode: text }),
  'points.points-earned.v1': object<EventData['points.points-earned.v1']>({
    ...posting,
    purchaseId: optional(id),
    points: amount,
    state: oneOf('pending', 'available'),
    lots: list(
      object<EarnedLot>({
        lotId: id,
        points: amount,
        activatesAt: nullable(instant),
        expiresAt: nullable(instant),
      }),
    ),
    campaigns: list(object<EarningCampaign>({ code: text, version: count, points: amount })),
  }),
  'points.points-activated.v1': object<EventData['points.points-activated.v1']>({
    ...posting,
    lotId: id,
    points: amount,
  }),
  'points.points-redeemed.v1': object<EventData['points.points-redeemed.v1']>({
    ...posting,
    redemptionId: id,
    purpose: text,
    points: amount,
    valueMinor: amount,
  }),
  'points.hold-resolved.v1': object<EventData['points.hold-resolved.v1']>({
    ...posting,
    holdId: id,
    outcome: oneOf('captured', 'released', 'expired'),
    captured: amount,
    returned: amount,
  }),
  'points.points-clawed-back.v1': object<EventData['points.points-clawed-back.v1']>({
    ...posting,
    returnId: optional(id),
    voidId: optional(id),
    points: amount,
    fromPending: amount,
    debt: amount,
  }),
  'points.points-refunded.v1': object<EventData['points.points-refunded.v1']>({
    ...posting,
    returnId: optional(id),
    voidId: optional(id),
    points: amount,
    expired: amount,
  }),
  'points.points-expired.v1': object<EventData['points.points-expired.v1']>({ ...posting, lotId: id, points: amount }),
  'points.points-adjusted.v1': object<EventData['points.points-adjusted.v1']>({
    ...posting,
    points: integer,
    reasonCode: text,
  }),
  'points.points-transferred.v1': object<EventData['points.points-transferred.v1']>({
    ...posting,
    transferId: id,
    direction: oneOf('in', 'out'),
    points: amount,
  }),
  'points.points-expiring.v1': object({ wallet: text, points: amount, at: instant, daysLeft: amount }),
  'points.campaign-published.v1': object({
    code: text,
    version: count,
    contentHash: text,
    effectiveFrom: nullable(instant),
  }),

  'benefits.benefit-granted.v1': object({
    grantId: id,
    code: text,
    version: count,
    layer: text,
    kind: text,
    trigger: object<Trigger>({ type: text, id }),
    validFrom: instant,
    validUntil: nullable(instant),
  }),
  'benefits.benefit-ended.v1': object<EventData['benefits.benefit-ended.v1']>({
    grantId: id,
    outcome: oneOf('used', 'expired', 'revoked', 'returned'),
    purchaseId: optional(id),
  }),
  'benefits.coupon-issued.v1': object({ couponId: id, poolCode: text, validUntil: instant }),
  'benefits.coupon-redeemed.v1': object<EventData['benefits.coupon-redeemed.v1']>({
    couponId: id,
    purchaseId: optional(id),
    storeId,
    discountMinor: amount,
  }),
  'benefits.reward-redeemed.v1': object({ redemptionId: id, rewardCode: text, quantity: count, points: amount }),

  'churn.risk-level-changed.v1': object({ from: nullable(text), to: text, score: amount, modelVersion: text }),

  'partners.endpoint-disabled.v1': object({ endpointId: id, reasonCode: text, failingSince: instant }),
};

/** Every event type, in the catalogue's order. */
export const eventTypes = Object.keys(dataSchemas) as readonly EventType[];

/** The service that produces a type: its name's first part. */
export function sourceOf(type: EventType): string {
  return type.slice(0, type.indexOf('.'));
}

/** JSON Schema of each whole event, envelope and data: what `GET /v1/event-types` publishes and what outgoing events are held to. */
export const eventSchemas = Object.fromEntries(
  eventTypes.map((type) => [type, envelopeSchema(type, dataSchemas[type].json)]),
) as Readonly<Record<EventType, JsonSchema>>;

function envelopeSchema(type: EventType, data: JsonSchema): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://keepsake.dev/events/${type}.json`,
    title: type,
    type: 'object',
    properties: {
      id: uuid.json,
      type: { const: type },
      timestamp: { ...instant.json, description: 'When it happened.' },
      recordedAt: { ...instant.json, description: 'When it was recorded.' },
      source: { const: sourceOf(type) },
      programId: uuid.json,
      memberId: uuid.json,
      memberSeq: { ...count.json, description: 'Counts per source and member from 1 without gaps; the newest wins.' },
      data,
    },
    required: ['id', 'type', 'timestamp', 'recordedAt', 'source', 'programId', 'data'],
    dependentRequired: { memberId: ['memberSeq'], memberSeq: ['memberId'] },
    additionalProperties: false,
  };
}
