import type { OpenedAccount } from '../../domain/book/account-book.js';
import type { Hold, LedgerTransaction, Lot, Wallet } from '../../domain/ledger.js';

/** What the work on one member's wallet will touch. */
export interface AccountRequest {
  readonly memberId: string;
  /** Whole points that may be taken from any lot: enough of them are read, in redemption order. */
  readonly spend?: number;
  /** Lots to take from or give back to, by id. */
  readonly lotIds?: readonly string[];
  /** Lots that these purchases opened. */
  readonly purchaseIds?: readonly string[];
  readonly holdIds?: readonly string[];
}

export interface SignedTransaction {
  readonly transaction: LedgerTransaction;
  /** Hexadecimal. */
  readonly signature: string;
}

export interface SignedLot extends Lot {
  readonly memberId: string;
  /** Of its terms, hexadecimal; null where they are as they were. */
  readonly signature: string | null;
}

/** What the work on many wallets has left, to be written at once. */
export interface AccountChanges {
  readonly transactions: readonly SignedTransaction[];
  readonly wallets: readonly Wallet[];
  readonly openedLots: readonly SignedLot[];
  readonly changedLots: readonly SignedLot[];
  readonly openedHolds: readonly (Hold & { readonly memberId: string; readonly signature: string })[];
  readonly changedHolds: readonly (Hold & { readonly memberId: string })[];
}

/** Members' wallets, lots and holds. Everything joins the ambient transaction. */
export abstract class AccountBookStore {
  /**
   * Locks wallets until the commit, in the order of their members' ids, opening those that are not there; reads what the work
   * needs, and what is due by now, in later statements.
   *
   * @param requests each member once
   * @returns same order
   */
  abstract open(
    programId: string,
    question: { readonly wallet: string; readonly requests: readonly AccountRequest[]; readonly now: Date },
  ): Promise<OpenedAccount[]>;

  /**
   * Wallets with what falls due in them by an instant, as they stand at one moment; nothing is locked.
   * @returns same order as asked; a member never seen has an empty wallet
   */
  abstract peek(
    programId: string,
    question: { readonly wallet: string; readonly memberIds: readonly string[]; readonly asOf: Date },
  ): Promise<OpenedAccount[]>;

  /** As last posted; a member never seen has an empty wallet. Nothing is locked. */
  abstract findWallet(programId: string, wallet: string, memberId: string): Promise<Wallet>;

  /** Of these members, those in whose wallet something may be due by an instant. */
  abstract findDue(
    programId: string,
    question: { readonly wallet: string; readonly memberIds: readonly string[]; readonly asOf: Date },
  ): Promise<string[]>;

  abstract save(programId: string, wallet: string, changes: AccountChanges): Promise<void>;

  /** Whose hold it is; undefined for none. Not locked: the hold is read again under its wallet's lock. */
  abstract holdersOf(programId: string, holdIds: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /**
   * Locks wallets in which something is due, those that nobody else is working on, the longest due first.
   * @returns at most `limit` members
   */
  abstract lockDue(question: {
    readonly asOf: Date;
    readonly limit: number;
  }): Promise<{ readonly programId: string; readonly memberId: string; readonly wallet: string }[]>;
}
