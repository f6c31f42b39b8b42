import type { GrowthPurchase } from '../../domain/growth-value.js';
import type { GrowthDay } from '../../domain/growth-window.js';
import type { DayPurchase } from '../../domain/tier-decision.js';

/** A member's purchase as it counts. */
export interface CountedPurchase extends GrowthPurchase {
  readonly purchaseId: string;
  readonly memberId: string;
  readonly occurredAt: Date;
  readonly localDay: string;
  readonly value: number;
}

/** What is known of a purchase; returns may be known before the purchase itself is. */
export interface KnownPurchase {
  readonly purchaseId: string;
  readonly refundedMinor: number;
  readonly reversed: boolean;
  readonly counted: CountedPurchase | null;
}

export interface Reversal {
  readonly purchaseId: string;
  readonly kind: 'return' | 'void';
  readonly reversalId: string;
  readonly refundMinor: number;
  /** Takes the whole purchase away. */
  readonly full: boolean;
  readonly occurredAt: Date;
}

export interface GrowthChange {
  readonly memberId: string;
  readonly localDay: string;
  readonly delta: number;
}

export interface TierRow {
  readonly memberId: string;
  readonly level: string;
  readonly peak: number;
}

export interface TierUpdate extends TierRow {
  /** Set where the level changed. */
  readonly since: Date | null;
}

export interface TierChange {
  readonly id: string;
  readonly memberId: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'upgrade' | 'downgrade';
  readonly reasonCode: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly purchaseId: string | null;
}

export interface DayRange {
  readonly memberId: string;
  readonly from: string;
  readonly to: string;
}

/** Growth by purchase and by day, and the levels it led to. Everything is set-based: a batch is one statement a step. */
export abstract class Growth {
  /** @returns the ids of those that were not known at all: they count as given */
  abstract addNew(programId: string, purchases: readonly CountedPurchase[]): Promise<ReadonlySet<string>>;
  /** Holds the purchases until the commit; one that is not known yet is opened, so that its reversal is not lost. */
  abstract lockPurchases(programId: string, purchaseIds: readonly string[]): Promise<readonly KnownPurchase[]>;
  /** Each reversal once. @returns those that were new */
  abstract addReversals(programId: string, reversals: readonly Reversal[]): Promise<readonly Reversal[]>;
  abstract savePurchases(programId: string, purchases: readonly KnownPurchase[]): Promise<void>;
  /** Holds the members' levels until the commit; a member without one is given the first. */
  abstract lockTiers(
    programId: string,
    ladder: LadderRef,
    memberIds: readonly string[],
    at: Date,
  ): Promise<readonly TierRow[]>;
  abstract addDays(programId: string, changes: readonly GrowthChange[]): Promise<void>;
  abstract readDays(programId: string, ranges: readonly DayRange[]): Promise<ReadonlyMap<string, readonly GrowthDay[]>>;
  abstract readDayPurchases(
    programId: string,
    days: readonly { readonly memberId: string; readonly day: string }[],
  ): Promise<readonly (DayPurchase & { readonly memberId: string; readonly day: string })[]>;
  abstract saveTiers(programId: string, ladder: LadderRef, updates: readonly TierUpdate[]): Promise<void>;
  abstract addTierChanges(programId: string, ladder: LadderRef, changes: readonly TierChange[]): Promise<void>;
}

export interface LadderRef {
  readonly code: string;
  readonly version: number;
  readonly firstLevel: string;
}
