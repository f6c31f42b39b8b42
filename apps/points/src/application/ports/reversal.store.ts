import type { PurchaseRecord } from '../../domain/purchase-record.js';
import type { Reversal, ReversalKind } from '../../domain/returns/reversal.js';

export interface ReversalKey {
  readonly kind: ReversalKind;
  readonly reversalId: string;
}

/** A return or void that is there, with what a repeated post is compared by and answered with. */
export interface StoredReversal extends ReversalKey {
  /** SHA-256, hexadecimal. */
  readonly contentHash: string;
  /** As it was given, or as its purchase changed it since. */
  readonly answer: object;
}

export interface AnsweredReversal extends ReversalKey {
  readonly state: 'parked' | 'recorded';
  readonly answer: object;
}

/** What stands for a purchase: its receipt, or its place while the purchase is awaited. */
export type ReceiptState = 'recorded' | 'awaited';

/** The registry of returns and voids, and what they change of purchases. Everything joins the ambient transaction. */
export abstract class ReversalStore {
  /**
   * Takes ids for ever. Waits for another transaction that is taking the same id.
   * @param reversals each id once
   * @returns the keys, as `keyOf` writes them, that were free and now are these
   */
  abstract register(programId: string, reversals: readonly Reversal[], recordedAt: Date): Promise<ReadonlySet<string>>;

  /** Frees ids that this transaction has taken: they were refused after all. */
  abstract unregister(programId: string, keys: readonly ReversalKey[]): Promise<void>;

  /** Those that are there, by key. */
  abstract find(programId: string, keys: readonly ReversalKey[]): Promise<ReadonlyMap<string, StoredReversal>>;

  /** Sets what a repeated post is answered with. */
  abstract answer(programId: string, answers: readonly AnsweredReversal[]): Promise<void>;

  /** What waits for these purchases, in the order in which it came. */
  abstract findParked(programId: string, transactionIds: readonly string[]): Promise<Reversal[]>;

  /** How much waits for each; absent is nothing. */
  abstract countParked(programId: string, transactionIds: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /**
   * Locks receipts until the commit, in one order for everybody; what decides is read after it.
   *
   * @param awaited ids that get a place when they are not here, so that of a return and its purchase at once the later one
   *                finds the earlier
   * @returns by transaction id; one that is not here and not awaited is absent
   */
  abstract lockReceipts(
    programId: string,
    ids: { readonly transactionIds: readonly string[]; readonly awaited: readonly string[] },
  ): Promise<ReadonlyMap<string, ReceiptState>>;

  /** Writes what has come back of purchases and their states. */
  abstract saveReturned(purchases: readonly PurchaseRecord[]): Promise<void>;

  /** Writes what repeated posts of purchases are answered with. */
  abstract saveOutcomes(purchases: readonly PurchaseRecord[]): Promise<void>;
}

export function keyOf({ kind, reversalId }: ReversalKey): string {
  return `${kind} ${reversalId}`;
}
