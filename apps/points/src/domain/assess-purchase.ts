import { minorDigits } from '#kernel/currency';
import { parseInstant } from '#kernel/instant';
import { grossMinorOf, type PurchaseContent, type PurchaseItem } from './purchase-content.js';
import {
  InvalidPurchaseError,
  OccurredAtOutOfRangeError,
  TotalMismatchError,
  UnknownCurrencyError,
} from './purchase.errors.js';
import { thousandthsOf } from './quantity.js';

const aheadMsMax = 5 * 60 * 1000;

interface Assessment {
  readonly content: PurchaseContent;
  /** RFC 3339 as sent. */
  readonly occurredAt: string;
  readonly now: Date;
}

/** A purchase whose content makes sense. */
export interface AssessedPurchase {
  readonly occurredAt: Date;
  /** Net of each item before coupons: quantity × price (or its line total) − discount. Same order as the items. */
  readonly netMinors: readonly number[];
}

/**
 * Judges what a till says, by itself: no member, no balance. Exact in integers.
 *
 * @throws the first in this order: InvalidPurchaseError, UnknownCurrencyError, TotalMismatchError, OccurredAtOutOfRangeError
 */
export function assessPurchase({ content, occurredAt, now }: Assessment): AssessedPurchase {
  const instant = parseInstant(occurredAt);
  if (!instant) throw new InvalidPurchaseError('/occurredAt', 'occurredAt must be an RFC 3339 time with zone.');
  const netMinors = netMinorsOf(content.items);
  if (minorDigits(content.currency) === undefined) throw new UnknownCurrencyError();
  requireTotal(netMinors, content.totalMinor);
  if (instant.getTime() < 0 || instant.getTime() > now.getTime() + aheadMsMax) throw new OccurredAtOutOfRangeError();
  return { occurredAt: instant, netMinors };
}

function netMinorsOf(items: readonly PurchaseItem[]): number[] {
  const lines = new Set<number>();
  return items.map((item, index) => {
    const at = (field: string): string => `/items/${index}/${field}`;
    if (lines.has(item.line)) throw new InvalidPurchaseError(at('line'), `Line ${item.line} is there twice.`);
    lines.add(item.line);
    if (thousandthsOf(item.quantity) === undefined) {
      throw new InvalidPurchaseError(at('quantity'), 'A quantity is above 0 and has at most 3 decimals.');
    }
    if (item.lineTotalMinor === undefined && !Number.isInteger(item.quantity)) {
      throw new InvalidPurchaseError(at('lineTotalMinor'), 'A quantity that is not whole needs lineTotalMinor.');
    }
    const gross = grossMinorOf(item);
    if (gross === undefined) throw new InvalidPurchaseError(at('unitPriceMinor'), 'The line is above 2^53 − 1.');
    const discount = item.discountMinor ?? 0;
    if (discount > gross) throw new InvalidPurchaseError(at('discountMinor'), 'The discount is above its line.');
    return gross - discount;
  });
}

function requireTotal(netMinors: readonly number[], totalMinor: number): void {
  let sum = 0;
  for (const netMinor of netMinors) {
    sum += netMinor;
    if (!Number.isSafeInteger(sum)) throw new TotalMismatchError('The lines sum to more than 2^53 − 1.');
  }
  if (sum !== totalMinor) throw new TotalMismatchError(`The lines sum to ${sum}, totalMinor is ${totalMinor}.`);
}
