import type { PurchaseDays } from '../../domain/purchase-summary.js';

/** A member's purchase, as recorded or claimed. */
export interface PurchaseFact {
  readonly programId: string;
  readonly memberId: string;
  readonly purchaseId: string;
  readonly occurredAt: string;
  /** Of a purchase that was nobody's before: when it became this member's. */
  readonly claimedAt?: string;
  readonly currency: string;
  readonly payableMinor: number;
  /** Before coupons and points. */
  readonly totalMinor: number;
  readonly storeId: string | null;
  readonly channel: string;
  /** Of its lines, each once. */
  readonly categories: readonly string[];
  /** Likewise. */
  readonly skus: readonly string[];
}

/** What takes value or the whole purchase away again; may concern a purchase that nobody has claimed yet. */
export interface AdjustmentFact {
  readonly programId: string;
  readonly purchaseId: string;
  /** The return's or the void's own id. */
  readonly adjustmentId: string;
  readonly refundMinor: number;
  readonly voided: boolean;
  readonly occurredAt: string;
}

/** A purchase, and whose. */
export interface TouchedMember {
  readonly programId: string;
  readonly memberId: string;
}

/** Facts, and the purchase days that follow from them, in one transaction: each exact in any order of arrival. */
export abstract class PurchaseFacts {
  /**
   * Each purchase once, whatever is repeated.
   * @returns whose purchase days changed
   */
  abstract record(facts: readonly PurchaseFact[]): Promise<TouchedMember[]>;
  /** @returns whose purchase days changed */
  abstract adjust(facts: readonly AdjustmentFact[]): Promise<TouchedMember[]>;
  /** By member id; a member without purchases is absent. */
  abstract readSummaries(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, PurchaseDays>>;
  /** Counts all days of these programmes anew: their zone has become known. */
  abstract recount(programIds: readonly string[]): Promise<void>;
}
