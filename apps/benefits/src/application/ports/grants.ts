import type { DueGrant } from '../../domain/grant.js';
import type { GrantStatus } from '../../domain/why-not.js';

export interface NewGrant {
  readonly programId: string;
  readonly memberId: string;
  readonly grantId: string;
  readonly due: DueGrant;
  /** Already over when it was recorded: kept as expired, silently. */
  readonly expired: boolean;
  readonly recordedAt: Date;
  readonly couponId: string | null;
}

export interface GrantRecord {
  readonly grantId: string;
  readonly memberId: string;
  readonly code: string;
  readonly version: number;
  readonly status: GrantStatus;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  readonly recordedAt: Date;
  readonly couponId: string | null;
  /** Of the coupon, while another transaction holds it. */
  readonly reservedUntil: Date | null;
}

export interface MemberState {
  readonly memberId: string;
  /** `tier-grade`, as the tier events name it. */
  readonly level: string;
}

export abstract class Grants {
  /** Grants what is not yet granted. @returns the ids that are new */
  abstract grant(grants: readonly NewGrant[]): Promise<ReadonlySet<string>>;
  abstract setLevels(programId: string, states: readonly MemberState[]): Promise<void>;
  /** Marks a member's first purchase. @returns the members for whom it is the first we heard of */
  abstract markFirstPurchases(
    programId: string,
    purchases: readonly { memberId: string; purchaseId: string }[],
  ): Promise<ReadonlySet<string>>;
  /** Ends what these purchases made due and nobody has used. @returns what has ended */
  abstract returnTriggered(
    programId: string,
    purchaseIds: readonly string[],
  ): Promise<readonly { grantId: string; memberId: string; purchaseId: string }[]>;
  /** The members' next purchases are their first ones again, unless a benefit of the first one has been used. */
  abstract forgetFirstPurchases(
    programId: string,
    purchases: readonly { memberId: string; purchaseId: string }[],
  ): Promise<void>;
  /** Remembers unclaimed purchases that were reversed, until the commit against claims of them. */
  abstract keepReversed(programId: string, purchaseIds: readonly string[]): Promise<void>;
  /** Those of the claimed purchases that were reversed before. */
  abstract findReversed(programId: string, purchaseIds: readonly string[]): Promise<ReadonlySet<string>>;
  abstract readLevels(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Everything granted to the members, newest first, at most grantsPerMemberMax each. */
  abstract list(programId: string, memberIds: readonly string[], at: Date): Promise<readonly GrantRecord[]>;
  abstract findByIds(programId: string, ids: readonly string[], at: Date): Promise<readonly GrantRecord[]>;
  /** Ends grants whose time is over, a bounded number. @returns what has ended */
  abstract expire(
    asOf: Date,
    limit: number,
  ): Promise<readonly { programId: string; memberId: string; grantId: string; validUntil: Date }[]>;
}
