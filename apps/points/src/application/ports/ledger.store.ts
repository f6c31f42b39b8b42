import type { LedgerTransaction, Wallet } from '../../domain/ledger.js';

/** The member's wallet of one kind. */
interface WalletKey {
  readonly wallet: string;
  readonly memberIds: readonly string[];
}

/** The points ledger. Writes join the ambient transaction. */
export abstract class LedgerStore {
  /** Locks wallets until the commit, opening those that are not there; what decides is read after it. */
  abstract lockWallets(programId: string, key: WalletKey): Promise<ReadonlyMap<string, Wallet>>;

  /** Writes transactions whole, and what the locked wallets hold after them. */
  abstract post(
    programId: string,
    transactions: readonly LedgerTransaction[],
    wallets: readonly Wallet[],
  ): Promise<void>;
}
