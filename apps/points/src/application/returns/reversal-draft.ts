import { DomainError } from '#kernel/errors';
import type { ItemRefusal } from '#contracts/internal/call';
import type { ReturnPosting } from '#contracts/internal/returns';
import type { VoidPurchaseDto } from '#contracts/public/return.dto';
import { assessInstant, assessItems } from '../../domain/returns/assess-return.js';
import type { Reversal } from '../../domain/returns/reversal.js';
import { returnFingerprint, voidFingerprint } from '../../domain/returns/reversal-fingerprint.js';
import type { ReversalKey } from '../ports/reversal.store.js';
import { itemRefusal } from '../item-refusals.js';

/** A return or void on its way: judged by itself, before the database is asked. */
export interface ReversalDraft extends ReversalKey {
  readonly contentHash: string;
  /** Refused where its purchase is not here. */
  readonly requirePurchase: boolean;
  readonly verdict: AcceptableReversal | { readonly refusal: ItemRefusal };
}

interface AcceptableReversal {
  readonly refusal?: undefined;
  readonly reversal: Reversal;
}

interface DraftContext {
  readonly now: Date;
  /** Becomes the document's id. */
  readonly documentId: string;
}

export function draftReturn(posting: ReturnPosting, { now, documentId }: DraftContext): ReversalDraft {
  const { return: content, actor, correlationId } = posting;
  const key = { kind: 'return', reversalId: content.returnId } as const;
  const contentHash = returnFingerprint(content);
  return {
    ...key,
    contentHash,
    requirePurchase: content.requirePurchase ?? false,
    verdict: judged(() => {
      const asked = assessItems(content.items);
      return {
        ...key,
        documentId,
        contentHash,
        transactionId: content.transactionId,
        storeId: content.storeId ?? null,
        occurredAt: assessInstant(content.occurredAt, now),
        document: {
          asked,
          reason: null,
          metadata: content.metadata,
          actor: { type: actor.type, id: actor.id },
          correlationId,
        },
      };
    }),
  };
}

export interface VoidPosting extends Pick<ReturnPosting, 'actor' | 'correlationId'> {
  readonly transactionId: string;
  readonly void: VoidPurchaseDto;
}

export function draftVoid(posting: VoidPosting, { now, documentId }: DraftContext): ReversalDraft {
  const { void: content, transactionId, actor, correlationId } = posting;
  const key = { kind: 'void', reversalId: content.voidId } as const;
  const { storeId, occurredAt, reason, metadata } = content;
  const contentHash = voidFingerprint({ transactionId, storeId, occurredAt, reason, metadata });
  return {
    ...key,
    contentHash,
    requirePurchase: false,
    verdict: judged(() => ({
      ...key,
      documentId,
      contentHash,
      transactionId,
      storeId: storeId ?? null,
      occurredAt: assessInstant(occurredAt, now),
      document: {
        asked: null,
        reason: reason ?? null,
        metadata,
        actor: { type: actor.type, id: actor.id },
        correlationId,
      },
    })),
  };
}

function judged(reversal: () => Reversal): ReversalDraft['verdict'] {
  try {
    return { reversal: reversal() };
  } catch (error) {
    if (error instanceof DomainError) return { refusal: itemRefusal(error) };
    throw error;
  }
}
