import type { LadderRef } from './growth.js';
import type { Identifier } from '../../domain/identifiers.js';
import type { Profile } from '../../domain/profile.js';
import type { MemberStatus } from '../../domain/status.js';

/** What a reference is looked up by. */
export type MemberKey =
  | { readonly kind: 'id'; readonly memberId: string }
  | { readonly kind: 'identifier'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number };

export interface FoundMember {
  readonly memberId: string;
  readonly status: MemberStatus;
  /** Counts members of the installation; what a till code carries. */
  readonly number: number;
}

export interface Member {
  readonly id: string;
  readonly status: MemberStatus;
  readonly enrolledAt: Date;
  readonly channel: string;
  readonly storeId: string | null;
  readonly profile: Profile;
}

export interface MemberRecord extends Member {
  readonly consents: readonly Consent[];
  /** Null until the first growth was counted. */
  readonly tier: { readonly level: string; readonly since: Date } | null;
  /** Growth of the window asked for. */
  readonly growth: number;
}

export interface Consent {
  readonly purpose: string;
  readonly channel: string | null;
  readonly granted: boolean;
  readonly at: Date;
}

/** Whose an identifier is. A dead card still has an owner, so that nobody gets it again. */
export interface Owner {
  readonly memberId: string;
  readonly type: string;
  readonly dead: boolean;
}

/** Which ladder's level to read, and the days whose growth to sum up. */
export interface GrowthWindow {
  readonly ladder: string;
  readonly from: string;
  readonly to: string;
}

export interface MemberFilter {
  readonly status?: MemberStatus;
  readonly enrolledSince?: Date;
  readonly enrolledUntil?: Date;
  readonly level?: string;
  /** The ladder that the level is one of. */
  readonly ladder: string;
}

export interface MemberPlace {
  readonly enrolledAt: Date;
  readonly id: string;
}

/** Members and their identifiers. Profiles and identifiers are personal: the implementation encrypts them. */
export abstract class Members {
  /** One statement for all keys. Same order; undefined where nobody has the key, or it is dead. */
  abstract find(programId: string, keys: readonly MemberKey[]): Promise<readonly (FoundMember | undefined)[]>;
  /** By id; absent where there is no such member. One statement for all. */
  abstract read(
    programId: string,
    memberIds: readonly string[],
    window: GrowthWindow,
  ): Promise<ReadonlyMap<string, MemberRecord>>;
  /** Newest enrolment first; at most `first` after the place. */
  abstract list(
    programId: string,
    filter: MemberFilter,
    first: number,
    after?: MemberPlace,
  ): Promise<readonly MemberPlace[]>;
  abstract count(programId: string, filter: MemberFilter): Promise<number>;

  /**
   * Takes all identifiers for the member, or none.
   * @returns the owners of those that are taken; empty when the member has them now
   */
  abstract claim(
    programId: string,
    memberId: string,
    identifiers: readonly Identifier[],
    at: Date,
  ): Promise<readonly Owner[]>;
  /** A card dies, anything else becomes free for others. */
  abstract release(programId: string, memberId: string, identifiers: readonly Identifier[], at: Date): Promise<void>;
  /**
   * Puts the member on the ladder's first rung, too.
   * @returns false where a member with this id exists already, and nothing is written
   */
  abstract add(programId: string, member: Member, ladder: LadderRef, recordedAt: Date): Promise<boolean>;
  /** Holds the member until the commit, so that two changes of one profile come one after the other. */
  abstract lock(programId: string, memberId: string): Promise<Member | undefined>;
  abstract save(programId: string, member: Member, recordedAt: Date): Promise<void>;
}
