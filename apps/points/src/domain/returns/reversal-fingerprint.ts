import { parseInstant } from '#kernel/instant';
import { contentHash } from '#rules/content-hash';
import type { ReturnItem } from './assess-return.js';

interface ReversalContent {
  readonly transactionId: string;
  readonly storeId?: string;
  /** RFC 3339 as sent; one that names no instant stands for itself. */
  readonly occurredAt: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ReturnContent extends ReversalContent {
  readonly items: readonly ReturnItem[];
  readonly requirePurchase?: boolean;
}

export interface VoidContent extends ReversalContent {
  readonly reason?: string;
}

/** What makes two posts of one return the same: all content with defaults filled and the instant in UTC. SHA-256, hexadecimal. */
export function returnFingerprint(content: ReturnContent): string {
  return contentHash({
    ...common(content),
    items: content.items.map(({ line, quantity }) => ({ line, quantity })),
    requirePurchase: content.requirePurchase ?? false,
  });
}

/** Likewise of a void. */
export function voidFingerprint(content: VoidContent): string {
  return contentHash({ ...common(content), reason: content.reason });
}

function common({ transactionId, storeId, occurredAt, metadata }: ReversalContent) {
  return {
    transactionId,
    storeId,
    occurredAt: parseInstant(occurredAt)?.toISOString() ?? occurredAt,
    metadata: metadata ?? {},
  };
}
