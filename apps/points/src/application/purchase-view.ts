import type { PurchaseView } from '#contracts/public/purchase';
import type { PurchaseRecord, PurchaseState } from '../domain/purchase-record.js';
import { quantityOf, thousandthsOf } from '../domain/quantity.js';
import { returnedSoFar } from '../domain/returns/plan-reversal.js';

const statusOf: Readonly<Record<PurchaseState, PurchaseView['status']>> = {
  recorded: 'RECORDED',
  partially_returned: 'PARTIALLY_RETURNED',
  returned: 'RETURNED',
  voided: 'VOIDED',
};

/** A purchase as tills and members read it. */
export function purchaseView(record: PurchaseRecord): PurchaseView {
  const returned = returnedSoFar(record);
  return {
    id: record.purchaseId,
    transactionId: record.transactionId,
    memberId: record.memberId,
    storeId: record.storeId,
    channel: record.channel,
    status: statusOf[record.state],
    occurredAt: record.occurredAt.toISOString(),
    recordedAt: record.recordedAt.toISOString(),
    currency: record.currency,
    totalMinor: record.totalMinor,
    payableMinor: record.payableMinor,
    refundedMinor: record.returned?.refundMinor ?? 0,
    pointsEarned: record.pointsEarned,
    pointsPending: record.pointsPending,
    pointsRedeemed: record.pointsRedeemed,
    items: record.lines.map(({ line, sku, name, category, quantity, netMinor, points }, index) => {
      const thousandths = returned[index] ?? 0;
      return {
        line,
        sku,
        name: name ?? null,
        category: category ?? null,
        quantity: String(quantity),
        returned: String(quantityOf(thousandths)),
        returnable: String(quantityOf((thousandthsOf(quantity) ?? 0) - thousandths)),
        netMinor,
        points,
      };
    }),
  };
}
