import type { AskedLine } from './assess-return.js';

export type ReversalKind = 'return' | 'void';

/** A return or a void as it is kept, whether its purchase is here or not. */
export interface Reversal {
  readonly kind: ReversalKind;
  /** Natural id, with the kind unique in the programme for ever. */
  readonly reversalId: string;
  /** Ours: what its ledger transactions name. */
  readonly documentId: string;
  readonly transactionId: string;
  /** SHA-256 of the content, hexadecimal. */
  readonly contentHash: string;
  readonly storeId: string | null;
  readonly occurredAt: Date;
  readonly document: ReversalDocument;
}

/** What its purchase needs to apply it later, and what nothing is decided by, kept as sent. */
export interface ReversalDocument {
  /** What comes back; null is everything, which is what a void says. */
  readonly asked: readonly AskedLine[] | null;
  readonly reason: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly actor: { readonly type: string; readonly id: string };
  readonly correlationId: string;
}
