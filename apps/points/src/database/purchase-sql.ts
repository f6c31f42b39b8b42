import type { PostedPurchase, PurchaseRecord } from '../domain/purchase-record.js';

/** A purchase's own columns; `p` is the purchase. */
export const purchaseColumns = `
  p.program_id AS "programId", p.purchase_id AS "purchaseId", p.transaction_id AS "transactionId",
  p.store_id AS "storeId", p.channel, p.currency, p.occurred_at AS "occurredAt", p.recorded_at AS "recordedAt",
  p.total_minor AS "totalMinor", p.coupon_minor AS "couponMinor", p.payable_minor AS "payableMinor",
  p.points_minor AS "pointsMinor", p.points_redeemed AS "pointsRedeemed", p.state, p.returned,
  p.points_earned AS "pointsEarned", p.points_pending AS "pointsPending", p.lines, p.outcome, p.details`;

/** From a receipt to its purchase: an unclaimed one stands under its own id. */
export const receiptJoin = `
  JOIN purchases p
    ON p.program_id = r.program_id AND p.member_id = coalesce(r.member_id, r.purchase_id)
   AND p.occurred_at = r.occurred_at AND p.purchase_id = r.purchase_id`;

export const identityColumns = `
  encode(r.content_hash, 'hex') AS "contentHash", encode(r.reference_hash, 'hex') AS "referenceHash"`;

export type PostedRow = PurchaseRecord & PostedPurchase['identity'];

export function postedPurchase({ contentHash, referenceHash, ...record }: PostedRow): PostedPurchase {
  return { record, identity: { contentHash, referenceHash } };
}
