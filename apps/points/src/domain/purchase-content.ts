/** What a till says about a purchase, its shape already checked. Amounts are minor units of `currency`. */
export interface PurchaseContent {
  readonly storeId?: string;
  readonly tillId?: string;
  readonly member?: string;
  readonly channel?: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly items: readonly PurchaseItem[];
  readonly tenders?: readonly { readonly type: string; readonly amountMinor: number }[];
  readonly coupons?: readonly string[];
  readonly redeem?: { readonly points: number };
  readonly checkoutId?: string;
  readonly settled?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PurchaseItem {
  readonly line: number;
  readonly sku: string;
  readonly name?: string;
  readonly category?: string;
  /** > 0, at most 3 decimals. */
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly discountMinor?: number;
  /** Before discount; authoritative where given, required where the quantity is not whole. */
  readonly lineTotalMinor?: number;
  readonly kind?: string;
}

export const channelDefault = 'pos';
export const itemKindDefault = 'product';

/** Amount of a line before its discount, or undefined when it needs `lineTotalMinor` or leaves the safe integers. */
export function grossMinorOf(item: PurchaseItem): number | undefined {
  if (item.lineTotalMinor !== undefined) return item.lineTotalMinor;
  // A product above 2^53 is rounded, but never back below it: the check is exact.
  const gross = item.quantity * item.unitPriceMinor;
  return Number.isInteger(item.quantity) && Number.isSafeInteger(gross) ? gross : undefined;
}
