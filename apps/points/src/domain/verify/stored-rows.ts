/** Rows as they stand in the database: ids, instants and hashes as PostgreSQL's text. */
export interface WalletKey {
  readonly programId: string;
  readonly memberId: string;
  readonly wallet: string;
}

export interface StoredTransaction extends WalletKey {
  readonly seq: number;
  readonly postingId: string;
  readonly kind: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly sourceReference: string;
  readonly actorType: string;
  readonly actorId: string;
  readonly storeId: string | null;
  readonly corrects: string | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly signature: string | null;
}

export interface StoredEntry extends WalletKey {
  readonly seq: number;
  readonly place: number;
  readonly postingId: string;
  readonly account: string;
  readonly delta: number;
  readonly accountAfter: number | null;
  readonly lotId: string | null;
  readonly campaignCode: string | null;
  readonly campaignVersion: number | null;
  readonly campaignHash: string | null;
  readonly tierLevel: string | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
}

export interface StoredLot extends WalletKey {
  readonly seq: number;
  readonly lotId: string;
  readonly issued: number;
  readonly remaining: number;
  readonly expired: number;
  readonly state: string;
  readonly earnedAt: string;
  readonly activatesAt: string | null;
  readonly pendingUntil: string | null;
  readonly expiresAt: string | null;
  readonly campaignCode: string | null;
  readonly campaignVersion: number | null;
  readonly campaignHash: string | null;
  readonly purchaseId: string | null;
  readonly signature: string | null;
}

export interface StoredHold extends WalletKey {
  readonly holdId: string;
  readonly seq: number;
  readonly points: number;
  readonly captured: number;
  readonly state: string;
  readonly purpose: string;
  /** JSON. */
  readonly slices: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly signature: string | null;
}

export interface StoredWallet extends WalletKey {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetimeEarned: number;
  readonly seq: number;
  readonly nextDueAt: string | null;
}

/** The first row found that is not what the ledger says it must be. */
export interface WrongRow {
  readonly table: string;
  readonly key: Readonly<Record<string, string | number>>;
  readonly expected: string;
  readonly found: string;
}

/** `2026-11-21 02:15:00.123+00`, as a session in UTC writes it. NaN where it is finer than the milliseconds that are written. */
export function instantMsOf(text: string): number {
  if (text.length > 26) return Number.NaN;
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}

export function instantOf(text: string): Date {
  return new Date(instantMsOf(text));
}
