import { earningLines } from '../../domain/purchase-occasion.js';
import type { PurchaseRecord } from '../../domain/purchase-record.js';
import { quantityOf } from '../../domain/quantity.js';
import type { PlannedReversal } from '../../domain/returns/plan-reversal.js';
import type { Reversal } from '../../domain/returns/reversal.js';
import type { Happening } from '../earn-from-events.js';

/** A return as campaigns are asked about it: only for members, and only where something came back. */
export function returnedGoods(
  { documentId, reversalId, occurredAt, storeId }: Reversal,
  { memberId, lines, currency, channel }: PurchaseRecord,
  { share }: PlannedReversal,
): Happening[] {
  if (memberId === null || share.lines.length === 0) return [];
  const taken = new Map(share.lines.map((each) => [each.line, each]));
  const goods = earningLines(lines).flatMap((line) => {
    const part = taken.get(line.line);
    return part ? [{ ...line, quantity: quantityOf(part.thousandths), netMinor: part.refundMinor }] : [];
  });
  return [
    {
      memberId,
      trigger: 'return',
      occurredAt,
      eventId: documentId,
      reference: reversalId,
      activity: 'return',
      data: {},
      goods: { currency, storeId, channel, lines: goods },
    },
  ];
}
