/** Where a member's points are. `debt` is what was taken back beyond the balance: its entries are ≤ 0 in sum. */
export const memberAccounts = ['available', 'pending', 'held', 'debt'] as const;
/**
 * The other side of every movement: the programme's. No balance is kept for it; it is the sum of its entries. `transferred`
 * clears what goes from one member to another: over all members it sums to zero.
 */
export const programAccounts = ['issued', 'redeemed', 'expired', 'adjusted', 'transferred'] as const;
export type MemberAccount = (typeof memberAccounts)[number];
export type ProgramAccount = (typeof programAccounts)[number];
export type Account = MemberAccount | ProgramAccount;

/** What a ledger transaction does; the reference page of the ledger has one section each. */
export const ledgerKinds = [
  'earn',
  'activate',
  'redeem',
  'hold',
  'capture',
  'release',
  'expire',
  'reverse',
  'clawback',
  'refund',
  'adjust',
  'transfer',
  'reinstate',
] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

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
  /** Earned by campaigns, less what was taken back. */
  readonly lifetimeEarned: number;
  /** Grows by one with every posting. */
  readonly seq: number;
  /** Nothing of this wallet falls due before it: no activation, no expiry, no end of a hold. Null when nothing ever does. */
  readonly nextDueAt: Date | null;
}

export interface Balance {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
}

export function emptyWallet(memberId: string, wallet: string): Wallet {
  return { memberId, wallet, available: 0, pending: 0, held: 0, debt: 0, lifetimeEarned: 0, seq: 0, nextDueAt: null };
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
  /** The lot that moves: the entries of a transaction are its allocations. */
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
  /** The transaction that opened it. */
  readonly seq: number;
  readonly issued: number;
  /** Available or pending now: what was not spent, held, taken back or expired. */
  readonly remaining: number;
  /** Expired unused, and not taken back since. */
  readonly expired: number;
  readonly state: LotState;
  readonly earnedAt: Date;
  /** Pending until then. */
  readonly activatesAt: Date | null;
  /** Pending until this activity of the member; null when time alone decides. */
  readonly pendingUntil: string | null;
  readonly expiresAt: Date | null;
  /** Null for points that no campaign gave: adjusted by an operator. */
  readonly campaign: CampaignCause | null;
  readonly purchaseId: string | null;
}

export type LotState = 'pending' | 'active' | 'cancelled';

/** A part of a lot. */
export interface LotSlice {
  readonly lotId: string;
  readonly points: number;
}

/** Points set aside for somebody; resolved exactly once. */
export interface Hold {
  readonly holdId: string;
  /** The transaction that set them aside. */
  readonly seq: number;
  readonly points: number;
  readonly state: HoldState;
  readonly purpose: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Of the points, those that were captured. */
  readonly captured: number;
  /** From which lots, in redemption order. */
  readonly slices: readonly LotSlice[];
}

export type HoldState = 'open' | 'captured' | 'released' | 'expired';

export type SourceType =
  'purchase' | 'return' | 'void' | 'redemption' | 'hold' | 'transfer' | 'adjustment' | 'merge' | 'lot' | 'activity';

/** Why a ledger transaction is there. */
export interface LedgerCause {
  readonly kind: LedgerKind;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  /** The document behind it: our id, and the id that the outside knows it by. */
  readonly source: { readonly type: SourceType; readonly id: string; readonly reference: string };
  readonly actor: { readonly type: string; readonly id: string };
  readonly storeId: string | null;
  /** The member's tier level at occurredAt, as known when it was recorded. */
  readonly tierLevel: string | null;
  /** The posting that this one corrects. */
  readonly corrects?: string | null;
}

/** A ledger transaction with its entries. Never changed once written. */
export interface LedgerTransaction {
  readonly postingId: string;
  readonly memberId: string;
  readonly wallet: string;
  /** The wallet's sequence after it. */
  readonly seq: number;
  readonly cause: LedgerCause;
  readonly entries: readonly LedgerEntry[];
  /** Of the wallet, after it. */
  readonly balance: Balance;
}
