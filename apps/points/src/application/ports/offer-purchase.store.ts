import type { PurchaseRecord } from '../../domain/purchase-record.js';

export interface MemberSpan {
  readonly memberId: string;
  readonly from: Date;
  /** Included. */
  readonly until: Date;
}

/** Purchases that an offer looks back at. Everything joins the ambient transaction. */
export abstract class OfferPurchaseStore {
  /** Members' purchases inside any of their spans, each once, in the order in which they happened. */
  abstract findWithin(programId: string, spans: readonly MemberSpan[]): Promise<PurchaseRecord[]>;

  /**
   * Locks receipts until the commit, in one order for everybody.
   * @param waits false where wallets are locked already: receipts come before them, so that nobody may be waited for
   * @returns the transaction ids that are locked
   */
  abstract lockReceipts(
    programId: string,
    transactionIds: readonly string[],
    options: { readonly waits: boolean },
  ): Promise<ReadonlySet<string>>;

  /** Writes what purchases have earned since. */
  abstract saveOutcomes(purchases: readonly PurchaseRecord[]): Promise<void>;
}
