/** Where a member's points are. `debt` is what was taken back beyond the balance: its entries are ≤ 0 in sum. */
export const memberAccounts = ['available', 'pending', 'held', 'debt'] as const;
/** The other side of every movement: the programme's. No balance is kept for it; it is the sum of its entries. */
export const programAccounts = ['issued', 'redeemed', 'expired', 'adjusted'] as const;
export type MemberAccount = (typeof memberAccounts)[number];
export type Account = MemberAccount | (typeof programAccounts)[number];

/** The only wallet today; every table and call names it, so that more can come. */
export const pointsWallet = 'points';

/** A member's balances in one wallet, in whole points. */
export interface Wallet {
  readonly memberId: string;
  readonly wallet: string;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetimeEarned: number;
  /** Grows by one with every posting. */
  readonly seq: number;
}

export interface Balance {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
}

export function emptyWallet(memberId: string, wallet: string): Wallet {
  return { memberId, wallet, available: 0, pending: 0, held: 0, debt: 0, lifetimeEarned: 0, seq: 0 };
}

export function balanceOf({ available, pending, held, debt }: Balance): Balance {
  return { available, pending, held, debt };
}

/** One side of a movement. The deltas of a transaction sum to zero. */
export interface LedgerEntry {
  readonly account: Account;
  readonly delta: number;
  /** Of a member's account: its sum after this entry. */
  readonly accountAfter: number | null;
  readonly lotId: string | null;
  readonly campaign: CampaignCause | null;
}

export interface CampaignCause {
  readonly code: string;
  readonly version: number;
  readonly contentHash: string;
}

/** Points that came together and expire together. */
export interface Lot {
  readonly lotId: string;
  readonly issued: number;
  readonly remaining: number;
  readonly state: 'pending' | 'active';
  readonly earnedAt: Date;
  readonly activatesAt: Date | null;
  readonly expiresAt: Date | null;
  readonly campaign: CampaignCause;
  readonly purchaseId: string | null;
}

/** Why a ledger transaction is there. */
export interface LedgerCause {
  readonly kind: 'earn';
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  /** The document behind it: our id, and the id that the outside knows it by. */
  readonly source: { readonly type: 'purchase'; readonly id: string; readonly reference: string };
  readonly actor: { readonly type: string; readonly id: string };
  readonly storeId: string | null;
  /** The member's tier level at occurredAt, as known when it was recorded. */
  readonly tierLevel: string | null;
}

/** A ledger transaction with its entries and the lots that it opens. Never changed once written. */
export interface LedgerTransaction {
  readonly postingId: string;
  readonly memberId: string;
  readonly wallet: string;
  /** The wallet's sequence after it. */
  readonly seq: number;
  readonly cause: LedgerCause;
  readonly entries: readonly LedgerEntry[];
  readonly lots: readonly Lot[];
}
