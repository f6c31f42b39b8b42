import type { MemberWindow } from './offer-window.store.js';
import type { PurchaseDetails, PurchaseLine } from '../../domain/purchase-record.js';

/** As much of a stored purchase as rules are asked about. */
export interface StoredPurchase {
  readonly purchaseId: string;
  readonly memberId: string;
  readonly occurredAt: Date;
  readonly storeId: string | null;
  readonly channel: string;
  readonly currency: string;
  readonly lines: readonly PurchaseLine[];
  readonly details: PurchaseDetails | null;
}

/** From the first instant, until before the second. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** A place in the order of members, then time, then id. */
export interface ReplayPosition {
  readonly memberId: string;
  readonly occurredAt: string;
  readonly purchaseId: string;
}

export interface StoredPurchasePage {
  readonly purchases: readonly StoredPurchase[];
  /** False when these were the last. */
  readonly hasMore: boolean;
}

/** Members' purchases of a period that were not voided, member by member. */
export abstract class PurchaseReplayReader {
  abstract count(programId: string, period: Period): Promise<number>;
  /** At most `first`, fewer where their receipts are long. */
  abstract findPage(
    programId: string,
    period: Period,
    page: { readonly first: number; readonly after: ReplayPosition | undefined },
  ): Promise<StoredPurchasePage>;
  /** Every offer of these members, as it was when it was opened. */
  abstract findWindows(programId: string, memberIds: readonly string[]): Promise<MemberWindow[]>;
}
