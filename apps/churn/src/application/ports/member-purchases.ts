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
}
