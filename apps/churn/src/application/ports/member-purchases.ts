import type { MemberPurchases } from '../../domain/features/member-purchases.js';

/** A member that a score is made for. */
export interface ScoredMember {
  readonly memberId: string;
  readonly tier: string | null;
  readonly segment: string | null;
  readonly pointsExpireAt: Date | null;
  readonly tierReviewAt: Date | null;
}

export interface FactsAsOf {
  readonly programId: string;
  /** Nothing that happened after it is read. */
  readonly asOf: Date;
  /** Days are this zone's. */
  readonly timeZone: string;
  /** Values are in minor units of this one. */
  readonly currency: string;
}

/** What a member bought by an instant, added up: enough for what is expected of the member's purchases. */
export interface MemberHistory {
  /** Whole days since 1970-01-01 of the programme's calendar. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Days with a purchase, ≥ 1. */
  readonly days: number;
  /** Of the days after the first, in minor units. */
  readonly repeatValue: number;
}

/** Members with purchases, by id, in pages; closed, merged and erased ones are left out. */
export abstract class MemberPurchasesReader {
  abstract count(programId: string): Promise<number>;
  /** @param oneIn keeps about every n-th member, always the same ones */
  abstract page(
    programId: string,
    page: { readonly after: string | undefined; readonly first: number; readonly oneIn: number },
  ): Promise<ScoredMember[]>;
  abstract find(programId: string, memberIds: readonly string[]): Promise<ScoredMember[]>;
  /** @returns one a member, same order; a member without purchases by then has none */
  abstract purchases(facts: FactsAsOf, memberIds: readonly string[]): Promise<MemberPurchases[]>;
  /** @returns one for each member with purchases by then, in no order: added up where they lie, in a third of the time */
  abstract histories(facts: FactsAsOf, memberIds: readonly string[]): Promise<MemberHistory[]>;
}
