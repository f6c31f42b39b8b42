import type { PostedPurchase, PurchaseRecord, ReceiptIdentity } from '../../domain/purchase-record.js';

export interface NewReceipt extends ReceiptIdentity {
  readonly transactionId: string;
  readonly purchaseId: string;
  /** Null for an anonymous purchase. */
  readonly memberId: string | null;
  readonly occurredAt: Date;
}

/** The registry of receipts and the purchases behind it. Writes join the ambient transaction. */
export abstract class PurchaseStore {
  /**
   * Takes transaction ids for ever. Waits for another transaction that is taking the same id.
   * @param receipts each transaction id once
   * @returns the ids that were free and now are these receipts'
   */
  abstract register(programId: string, receipts: readonly NewReceipt[]): Promise<ReadonlySet<string>>;

  /**
   * Takes the places that returns and voids have kept for purchases they came before.
   * @param receipts each transaction id once
   * @returns the ids that were awaited and now are these receipts'
   */
  abstract takeAwaited(programId: string, receipts: readonly NewReceipt[]): Promise<ReadonlySet<string>>;

  /**
   * Frees ids that this transaction has taken: their posts were refused after all.
   * @param awaited of them, those that others wait for still
   */
  abstract unregister(
    programId: string,
    ids: { readonly transactionIds: readonly string[]; readonly awaited: ReadonlySet<string> },
  ): Promise<void>;

  /** Purchases by transaction id, those that are there. */
  abstract findPosted(
    programId: string,
    transactionIds: readonly string[],
  ): Promise<ReadonlyMap<string, PostedPurchase>>;

  abstract insert(purchases: readonly PurchaseRecord[]): Promise<void>;

  /** Locks a receipt until the commit; what decides is read after it. */
  abstract lockReceipt(programId: string, transactionId: string): Promise<void>;

  /** Gives an anonymous purchase to its claimant, with what it earned. */
  abstract assign(purchase: PurchaseRecord, claimedAt: Date): Promise<void>;
}
