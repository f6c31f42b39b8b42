/** The bodies and answers of the public API that the simulator and the replay send and read. Money in minor units of `currency`. */
export interface PurchaseLine {
  readonly line: number;
  readonly sku: string;
  readonly name?: string;
  readonly category?: string;
  readonly kind?: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly discountMinor?: number;
  /** Before discount; a fractional quantity carries it, and it is then authoritative. */
  readonly lineTotalMinor?: number;
}

export interface PurchaseBody {
  readonly transactionId: string;
  readonly storeId?: string;
  readonly tillId?: string;
  /** A member reference such as `external:17850`; absent = anonymous. */
  readonly member?: string;
  /** RFC 3339 with zone. */
  readonly occurredAt: string;
  readonly channel?: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly items: readonly PurchaseLine[];
}

/** One item of the batch's answer: the purchase's own answer, or a refusal. */
export interface PurchaseResult {
  readonly index: number;
  readonly transactionId: string;
  readonly status: number;
  readonly purchaseId?: string;
  readonly memberId?: string | null;
  readonly duplicate?: boolean;
  readonly points?: { readonly earned: number };
  readonly code?: string;
  readonly detail?: string;
  readonly retryable?: boolean;
}

export function isAccepted({ status }: PurchaseResult): boolean {
  return status === 200 || status === 201;
}

/** What a line adds to the receipt's `totalMinor`. */
export function netMinorOf({ quantity, unitPriceMinor, discountMinor = 0, lineTotalMinor }: PurchaseLine): number {
  return (lineTotalMinor ?? quantity * unitPriceMinor) - discountMinor;
}
