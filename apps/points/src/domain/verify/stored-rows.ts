import type { CampaignCause, LedgerEntry } from '../ledger.js';

/** Rows as they stand in the database. Instants are NaN where they are finer than the milliseconds that are written. */
export interface WalletKey {
  readonly programId: string;
  readonly memberId: string;
  readonly wallet: string;
}

/** What stands in a transaction, and again in each of its entries. */
interface Posted {
  readonly owner: WalletKey;
  readonly seq: number;
  readonly postingId: string;
  readonly occurredAtMs: number;
  readonly recordedAtMs: number;
}

export interface StoredTransaction extends Posted {
  readonly kind: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly sourceReference: string;
  readonly actorType: string;
  readonly actorId: string;
  readonly storeId: string | null;
  readonly corrects: string | null;
  readonly signature: string | null;
}

export interface EntryHead extends Posted {
  readonly tierLevel: string | null;
}

export interface StoredEntry extends LedgerEntry {
  /** One object for entries that say the same one after the other. */
  readonly head: EntryHead;
  readonly place: number;
}

export interface StoredLot {
  readonly owner: WalletKey;
  readonly seq: number;
  readonly lotId: string;
  readonly issued: number;
  readonly remaining: number;
  readonly expired: number;
  readonly state: string;
  readonly earnedAtMs: number;
  readonly activatesAtMs: number | null;
  readonly pendingUntil: string | null;
  readonly expiresAtMs: number | null;
  readonly campaign: CampaignCause | null;
  readonly purchaseId: string | null;
  readonly signature: string | null;
}

export interface StoredHold {
  readonly owner: WalletKey;
  readonly holdId: string;
  readonly seq: number;
  readonly points: number;
  readonly captured: number;
  readonly state: string;
  readonly purpose: string;
  /** JSON. */
  readonly slices: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly signature: string | null;
}

export interface StoredWallet {
  readonly owner: WalletKey;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetimeEarned: number;
  readonly seq: number;
  readonly nextDueAtMs: number | null;
}

/** The first row found that is not what the ledger says it must be. */
export interface WrongRow {
  readonly table: string;
  readonly key: Readonly<Record<string, string | number>>;
  readonly expected: string;
  readonly found: string;
}

export function shownInstant(ms: number): string {
  return Number.isNaN(ms) ? 'an instant finer than milliseconds' : new Date(ms).toISOString();
}
