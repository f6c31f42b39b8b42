import type { PurchaseDays } from '../../domain/purchase-summary.js';

/** A member's purchase, as recorded or claimed. */
export interface PurchaseFact {
  readonly programId: string;
  readonly memberId: string;
  readonly purchaseId: string;
  readonly occurredAt: string;
  readonly currency: string;
  readonly payableMinor: number;
}

/** What takes value or the whole purchase away again; may concern a purchase that nobody has claimed yet. */
export interface AdjustmentFact {
  readonly programId: string;
  readonly purchaseId: string;
  /** The return's or the void's own id. */
  readonly adjustmentId: string;
  readonly refundMinor: number;
  readonly voided: boolean;
}

export abstract class PurchaseFacts {
  /** Each purchase once, whatever is repeated. */
  abstract record(facts: readonly PurchaseFact[]): Promise<void>;
  abstract adjust(facts: readonly AdjustmentFact[]): Promise<void>;
  /** By member id; a member without purchases is absent. Days are those of `timeZone`. */
  abstract readDays(
    programId: string,
    memberIds: readonly string[],
    timeZone: string,
  ): Promise<ReadonlyMap<string, PurchaseDays>>;
}
