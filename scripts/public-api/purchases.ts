import type { PurchaseItemDto } from '#contracts/public/purchase.dto';
import type { PurchaseAnswer } from '#contracts/public/purchase';

/** One item of a batch's answer: the purchase's own answer, or a refusal. */
export interface PurchaseResult extends Partial<Omit<PurchaseAnswer, 'transactionId'>> {
  readonly index: number;
  readonly transactionId: string;
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
  readonly retryable?: boolean;
}

export function isAccepted({ status }: PurchaseResult): boolean {
  return status === 200 || status === 201;
}

/** What a line adds to the receipt's `totalMinor`. */
export function netMinorOf(line: Readonly<PurchaseItemDto>): number {
  const { quantity, unitPriceMinor, discountMinor = 0, lineTotalMinor = quantity * unitPriceMinor } = line;
  return lineTotalMinor - discountMinor;
}
