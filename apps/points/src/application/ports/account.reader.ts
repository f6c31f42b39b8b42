import type { LedgerKind, MemberAccount } from '../../domain/ledger.js';

export interface AccountRow {
  readonly memberId: string;
  /** Without lots that are past their expiry, whether or not the ledger has followed. */
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
  readonly sourceId: string;
  readonly sourceReference: string;
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

  abstract availableAt(question: {
    readonly programId: string;
    readonly wallet: string;
    readonly memberId: string;
    readonly at: Date;
  }): Promise<number>;
}
