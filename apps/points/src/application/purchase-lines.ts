import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseLine } from '../domain/purchase-record.js';

/** The lines of a receipt as they are kept; absent fields stay absent. */
export function linesOf(items: PurchasePosting['purchase']['items'], netMinors: readonly number[]): PurchaseLine[] {
  return items.map((item, index) => ({
    line: item.line,
    sku: item.sku,
    name: item.name,
    category: item.category,
    kind: item.kind,
    quantity: item.quantity,
    unitPriceMinor: item.unitPriceMinor,
    discountMinor: item.discountMinor,
    lineTotalMinor: item.lineTotalMinor,
    netMinor: netMinors[index] ?? 0,
    points: 0,
  }));
}
