import type { LedgerKind, MemberAccount } from '../../domain/ledger.js';

/** As posted: what is due since is settled by whoever shows it. */
export interface AccountRow {
  readonly memberId: string;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetimeEarned: number;
  readonly seq: number;
  readonly expiring: readonly { readonly points: number; readonly at: Date }[];
}

interface CampaignRow {
  readonly code: string;
  readonly version: number;
  readonly title: { readonly en: string; readonly zh: string };
}

export interface EntryRow {
  readonly postingId: string;
  readonly seq: number;
  /** Place of the entry in its transaction. */
  readonly place: number;
  readonly kind: LedgerKind;
  readonly account: MemberAccount;
  readonly delta: number;
  readonly accountAfter: number;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly sourceType: string;
  readonly sourceReference: string;
  /** What it belongs to: also that of a return or void of it. */
  readonly purchaseId: string | null;
  readonly transactionId: string | null;
  /** The posting that it corrects. */
  readonly corrects: string | null;
  readonly campaign: CampaignRow | null;
}

export interface LotRow {
  readonly lotId: string;
  /** Of the transaction that opened it. */
  readonly seq: number;
  readonly state: 'pending' | 'active' | 'cancelled';
  readonly issued: number;
  readonly remaining: number;
  readonly expired: number;
  readonly earnedAt: Date;
  readonly activatesAt: Date | null;
  readonly expiresAt: Date | null;
  readonly campaign: CampaignRow | null;
}

/** One page of one member's list; at most first + 1 rows are read. */
export interface AccountPageRequest<After> {
  readonly memberId: string;
  readonly first: number;
  readonly after?: After;
}

export type EntryAfter = { readonly seq: number; readonly place: number };
export type LotAfter = { readonly seq: number; readonly lotId: string };

/** Reads of the ledger, many members in one query. Pages come newest first, same order as asked. */
export abstract class AccountReader {
  /** Same order as asked; a member never seen has zeros. */
  abstract findAccounts(question: {
    readonly programId: string;
    readonly wallet: string;
    readonly memberIds: readonly string[];
    readonly now: Date;
    /** Lots that expire after now and up to here are listed. */
    readonly expiringUntil: Date;
  }): Promise<AccountRow[]>;

  abstract findEntries(
    programId: string,
    wallet: string,
    requests: readonly AccountPageRequest<EntryAfter>[],
  ): Promise<EntryRow[][]>;

  abstract findLots(
    programId: string,
    wallet: string,
    requests: readonly AccountPageRequest<LotAfter>[],
  ): Promise<LotRow[][]>;

  /** Sum of the available entries dated up to an instant, of postings up to a place in the ledger: null is all. */
  abstract availableAt(question: {
    readonly programId: string;
    readonly wallet: string;
    readonly memberId: string;
    readonly at: Date;
    readonly throughSeq: number | null;
  }): Promise<number>;

  /** Same order as asked, each up to a place in the ledger: null is all. A scan of the member's own entries: about 0.1 ms a hundred. */
  abstract lifetimes(question: {
    readonly programId: string;
    readonly wallet: string;
    readonly members: readonly { readonly memberId: string; readonly throughSeq: number | null }[];
  }): Promise<LifetimeRow[]>;
}

/** Everything that ever happened to a member's points, by cause; what was earned, less what went, is what they have. */
export interface LifetimeRow {
  readonly earned: number;
  readonly clawedBack: number;
  readonly redeemed: number;
  readonly refunded: number;
  /** Less what was taken back of it, or reinstated. */
  readonly expired: number;
  /** By operators, up less down. */
  readonly adjusted: number;
  readonly transferredIn: number;
  readonly transferredOut: number;
}
