import type {
  StoredEntry,
  StoredHold,
  StoredLot,
  StoredTransaction,
  StoredWallet,
} from '../../domain/verify/stored-rows.js';

/** Rows page by page; an empty page is the end. */
export type ReadPage<Row> = () => Promise<readonly Row[]>;

export interface StoredLink {
  readonly number: number;
  readonly fromTxid: number;
  readonly toTxid: number;
  readonly postingIds: readonly string[];
  /** Hexadecimal. */
  readonly link: string;
}

/** A ledger transaction as the chain sees it. */
export interface StoredPosting {
  readonly txid: number;
  readonly postingId: string;
  /** Hexadecimal; empty where there is none. */
  readonly signature: string;
  readonly recordedAtMs: number;
}

/** The ledger at one instant: nothing that commits later is seen. */
export interface LedgerSnapshot {
  /** Of entries; for the progress only. */
  readonly entriesAbout: number;
  /** By (program, member, wallet), then by their own order. */
  readonly transactions: ReadPage<StoredTransaction>;
  readonly entries: ReadPage<StoredEntry>;
  readonly lots: ReadPage<StoredLot>;
  readonly holds: ReadPage<StoredHold>;
  readonly wallets: ReadPage<StoredWallet>;
  /** Of all programmes, by number. */
  readonly links: ReadPage<StoredLink>;
  /** Of all programmes, in the order in which the chain takes them. */
  readonly postings: ReadPage<StoredPosting>;

  /** The transfer or merge whose two sides differ. */
  unbalancedTransfer(programId: string): Promise<{ readonly sourceId: string; readonly sum: number } | undefined>;
  /** A receipt that has earned more than once. */
  repeatedEarning(): Promise<
    { readonly programId: string; readonly reference: string; readonly times: number } | undefined
  >;
  /** A purchase of which more came back than was sold. */
  overReturned(): Promise<
    { readonly programId: string; readonly purchaseId: string; readonly line: number } | undefined
  >;
}

export abstract class LedgerRows {
  /** @param programId only this programme's members; undefined is all */
  abstract read<Result>(
    programId: string | undefined,
    work: (snapshot: LedgerSnapshot) => Promise<Result>,
  ): Promise<Result>;
}
