import { createHmac } from 'node:crypto';
import { parseInstant } from '#kernel/instant';
import { contentHash } from '#rules/content-hash';
import { channelDefault, grossMinorOf, itemKindDefault, type PurchaseContent } from './purchase-content.js';

/**
 * What makes two posts of one transaction the same: all content with defaults filled and the instant in UTC, so that a till may
 * re-serialise what it repeats. The member reference is left out, because it is compared on its own.
 *
 * @param occurredAt RFC 3339 as sent; one that names no instant stands for itself
 * @returns SHA-256, hexadecimal
 */
export function purchaseFingerprint(content: PurchaseContent, occurredAt: string): string {
  return contentHash({
    storeId: content.storeId,
    tillId: content.tillId,
    occurredAt: parseInstant(occurredAt)?.toISOString() ?? occurredAt,
    channel: content.channel ?? channelDefault,
    currency: content.currency,
    totalMinor: content.totalMinor,
    items: content.items.map((item) => ({
      line: item.line,
      sku: item.sku,
      name: item.name,
      category: item.category,
      quantity: item.quantity,
      unitPriceMinor: item.unitPriceMinor,
      discountMinor: item.discountMinor ?? 0,
      lineTotalMinor: grossMinorOf(item),
      kind: item.kind ?? itemKindDefault,
    })),
    tenders: (content.tenders ?? []).map(({ type, amountMinor }) => ({ type, amountMinor })),
    coupons: content.coupons ?? [],
    redeem: content.redeem?.points,
    checkoutId: content.checkoutId,
    settled: content.settled ?? false,
    metadata: content.metadata ?? {},
  });
}

interface SentReference {
  readonly programId: string;
  readonly reference: string;
}

/** A member reference as sent, comparable but not readable: cards and phone numbers are not kept. */
export function referenceHash({ programId, reference }: SentReference, key: string): string {
  return createHmac('sha256', key).update(`${programId}\n${reference}`).digest('hex');
}
