import { allocate } from '#kernel/allocate';
import type { EarningLine, EarningSubject } from '#rules/campaigns/facts';
import { itemKindDefault } from './purchase-content.js';
import type { PurchaseLine, PurchaseRecord } from './purchase-record.js';

type PurchaseFacts = Pick<PurchaseRecord, 'occurredAt' | 'currency' | 'storeId' | 'channel' | 'lines' | 'details'>;

/** A purchase as campaigns are asked about it. */
export function purchaseOccasion({
  occurredAt,
  currency,
  storeId,
  channel,
  lines,
  details,
}: PurchaseFacts): Omit<EarningSubject, 'zone' | 'member'> {
  return {
    trigger: 'purchase',
    occurredAt,
    currency,
    storeId,
    channel,
    lines: earningLines(lines),
    tenders: details?.tenders ?? [],
    event: null,
  };
}

type EarningItem = Pick<PurchaseLine, 'line' | 'sku' | 'category' | 'kind' | 'quantity' | 'netMinor'>;

export function earningLines(lines: readonly EarningItem[]): EarningLine[] {
  return lines.map(({ line, sku, category, kind, quantity, netMinor }) => ({
    line,
    sku,
    category: category ?? null,
    kind: kind ?? itemKindDefault,
    quantity,
    netMinor,
  }));
}

/** The lines of a recorded purchase as campaigns counted them: where points earn too, with what they paid. */
export function countedLines({ lines, outcome, payableMinor }: PurchaseRecord): EarningLine[] {
  const earning = earningLines(lines);
  const paidMinor = outcome.earnBaseMinor - payableMinor;
  if (paidMinor <= 0) return earning;
  const shares = allocate(
    paidMinor,
    lines.map(({ redeemed }) => redeemed ?? 0),
  );
  return earning.map((line, index) => ({ ...line, netMinor: line.netMinor + (shares[index] ?? 0) }));
}
