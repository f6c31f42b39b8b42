import type { PurchaseView } from '#contracts/public/purchase';
import type { PurchaseRecord } from '../domain/purchase-record.js';

/** A purchase as tills and members read it. Nothing can be returned yet, so everything still is returnable. */
export function purchaseView(record: PurchaseRecord): PurchaseView {
  return {
    id: record.purchaseId,
    transactionId: record.transactionId,
    memberId: record.memberId,
    storeId: record.storeId,
    channel: record.channel,
    status: 'RECORDED',
    occurredAt: record.occurredAt.toISOString(),
    recordedAt: record.recordedAt.toISOString(),
    currency: record.currency,
    totalMinor: record.totalMinor,
    payableMinor: record.payableMinor,
    refundedMinor: 0,
    pointsEarned: record.pointsEarned,
    pointsPending: record.pointsPending,
    pointsRedeemed: 0,
    items: record.lines.map(({ line, sku, name, category, quantity, netMinor, points }) => ({
      line,
      sku,
      name: name ?? null,
      category: category ?? null,
      quantity: String(quantity),
      returned: '0',
      returnable: String(quantity),
      netMinor,
      points,
    })),
  };
}
