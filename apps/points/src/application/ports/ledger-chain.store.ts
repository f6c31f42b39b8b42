import type { LinkContent, SignedPosting } from '../../domain/ledger-chain.js';

export interface ChainEnd {
  /** 0 before the first link. */
  readonly number: number;
  readonly toTxid: number;
  /** Hexadecimal. */
  readonly link: string;
}

export interface CoverablePosting extends SignedPosting {
  readonly recordedAt: Date;
}

export interface NewLink extends Omit<LinkContent, 'postings'> {
  readonly postingIds: readonly string[];
  readonly link: string;
  /** The newest recordedAt of what it covers. */
  readonly throughAt: Date;
  readonly linkedAt: Date;
}

/** The chain over the ledger's signatures. Everything joins the ambient transaction; nothing locks what postings need. */
export abstract class LedgerChainStore {
  /** Until the commit nobody else extends the chain. @returns false where somebody does */
  abstract tryLock(): Promise<boolean>;

  abstract end(): Promise<ChainEnd>;

  /** Every database transaction before it is over, and what it wrote is visible from now on. */
  abstract settledBefore(): Promise<number>;

  /**
   * Ledger transactions that database transactions of a range wrote, in the order of (txid, program, member, wallet, seq).
   * @returns pages of at most `pageMax`, none of them empty
   */
  abstract postings(range: {
    readonly fromTxid: number;
    readonly toTxid: number;
    readonly pageMax: number;
  }): AsyncIterable<readonly CoverablePosting[]>;

  abstract append(link: NewLink): Promise<void>;
}
