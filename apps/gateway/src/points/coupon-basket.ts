import type { CouponBasket } from '#contracts/internal/benefits';
import type { PurchaseContentDto } from '#contracts/public/purchase.dto';

/** The receipt as coupons are judged by it. Sums are points' to check; here a line is what the till says it is. */
export function basketOf(purchase: PurchaseContentDto, occurredAt: string): CouponBasket {
  return {
    storeId: purchase.storeId ?? null,
    occurredAt,
    currency: purchase.currency,
    totalMinor: purchase.totalMinor,
    lines: purchase.items.map(
      ({ line, sku, category, quantity, unitPriceMinor, discountMinor = 0, lineTotalMinor }) => ({
        line,
        sku,
        category: category ?? null,
        quantity,
        netMinor: (lineTotalMinor ?? Math.round(quantity * unitPriceMinor)) - discountMinor,
      }),
    ),
  };
}

/** Under what benefits holds the coupons of a checkout; the purchase that pays it asks under the same. */
export function couponTransactionOf(checkoutId: string): string {
  return `checkout:${checkoutId}`;
}
