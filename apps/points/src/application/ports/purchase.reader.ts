import type { PurchaseRecord } from '../../domain/purchase-record.js';

export interface PurchasePageRequest {
  readonly memberId: string;
  readonly first: number;
  /** The last item of the page before. */
  readonly after?: { readonly occurredAt: string; readonly purchaseId: string };
}

export abstract class PurchaseReader {
  abstract findByTransactionId(programId: string, transactionId: string): Promise<PurchaseRecord | undefined>;
  /** Those that are there, in any order. */
  abstract findByIds(programId: string, purchaseIds: readonly string[]): Promise<PurchaseRecord[]>;
  /** Newest first, at most first + 1 each; same order as asked. */
  abstract findPages(programId: string, requests: readonly PurchasePageRequest[]): Promise<PurchaseRecord[][]>;
}
