import { type BinaryRow, Repeated } from '#platform/database/binary-row';
import type { Account, CampaignCause } from '../domain/ledger.js';
import type {
  EntryHead,
  StoredEntry,
  StoredHold,
  StoredLot,
  StoredTransaction,
  StoredWallet,
  WalletKey,
} from '../domain/verify/stored-rows.js';

/** A statement, and what reads its rows; for one reading from the first row to the last. */
export interface RowsOf<Row> {
  readonly sql: string;
  readonly decode: (row: BinaryRow) => Row;
}

const ownerColumns = 'program_id, member_id, wallet';
const campaignColumns = 'campaign_code, campaign_version, campaign_hash';

function ownerDecoder(): (row: BinaryRow) => WalletKey {
  const kept = new Repeated<WalletKey>();
  return (row) => row.repeated(3, kept, () => ({ programId: row.uuid(), memberId: row.uuid(), wallet: row.text() }));
}

function campaignDecoder(): (row: BinaryRow) => CampaignCause | null {
  const kept = new Repeated<CampaignCause | null>();
  return (row) =>
    row.repeated(3, kept, () => {
      const [code, version, contentHash] = [row.textOrNull(), row.integerOrNull(), row.hexOrNull()];
      return code === null || version === null || contentHash === null ? null : { code, version, contentHash };
    });
}

export function readTransactions(): RowsOf<StoredTransaction> {
  const ownerOf = ownerDecoder();
  return {
    sql: `SELECT ${ownerColumns}, seq, posting_id, occurred_at, recorded_at, kind, source_type, source_id, source_reference,
                 actor_type, actor_id, store_id, corrects, signature FROM ledger_transactions`,
    decode: (row) => ({
      owner: ownerOf(row),
      seq: row.integer(),
      postingId: row.uuid(),
      occurredAtMs: row.instantMs(),
      recordedAtMs: row.instantMs(),
      kind: row.text(),
      sourceType: row.text(),
      sourceId: row.uuid(),
      sourceReference: row.text(),
      actorType: row.text(),
      actorId: row.text(),
      storeId: row.textOrNull(),
      corrects: row.uuidOrNull(),
      signature: row.hexOrNull(),
    }),
  };
}

export function readEntries(): RowsOf<StoredEntry> {
  const ownerOf = ownerDecoder();
  const campaignOf = campaignDecoder();
  const kept = new Repeated<EntryHead>();
  const headOf = (row: BinaryRow) =>
    row.repeated(8, kept, () => ({
      owner: ownerOf(row),
      seq: row.integer(),
      postingId: row.uuid(),
      occurredAtMs: row.instantMs(),
      recordedAtMs: row.instantMs(),
      tierLevel: row.textOrNull(),
    }));
  return {
    sql: `SELECT ${ownerColumns}, seq, posting_id, occurred_at, recorded_at, tier_level,
                 place, account, delta, account_after, lot_id, ${campaignColumns} FROM ledger_entries`,
    decode: (row) => ({
      head: headOf(row),
      place: row.integer(),
      account: row.text() as Account,
      delta: row.integer(),
      accountAfter: row.integerOrNull(),
      lotId: row.uuidOrNull(),
      campaign: campaignOf(row),
    }),
  };
}

export function readLots(): RowsOf<StoredLot> {
  const ownerOf = ownerDecoder();
  const campaignOf = campaignDecoder();
  return {
    sql: `SELECT ${ownerColumns}, seq, lot_id, issued, remaining, expired, state, earned_at, activates_at, pending_until,
                 expires_at, ${campaignColumns}, purchase_id, signature FROM lots`,
    decode: (row) => ({
      owner: ownerOf(row),
      seq: row.integer(),
      lotId: row.uuid(),
      issued: row.integer(),
      remaining: row.integer(),
      expired: row.integer(),
      state: row.text(),
      earnedAtMs: row.instantMs(),
      activatesAtMs: row.instantMsOrNull(),
      pendingUntil: row.textOrNull(),
      expiresAtMs: row.instantMsOrNull(),
      campaign: campaignOf(row),
      purchaseId: row.uuidOrNull(),
      signature: row.hexOrNull(),
    }),
  };
}

export function readHolds(): RowsOf<StoredHold> {
  const ownerOf = ownerDecoder();
  return {
    sql: `SELECT ${ownerColumns}, hold_id, seq, points, captured, state, purpose, slices::text, created_at, expires_at, signature
            FROM holds`,
    decode: (row) => ({
      owner: ownerOf(row),
      holdId: row.uuid(),
      seq: row.integer(),
      points: row.integer(),
      captured: row.integer(),
      state: row.text(),
      purpose: row.text(),
      slices: row.text(),
      createdAtMs: row.instantMs(),
      expiresAtMs: row.instantMs(),
      signature: row.hexOrNull(),
    }),
  };
}

export function readWallets(): RowsOf<StoredWallet> {
  const ownerOf = ownerDecoder();
  return {
    sql: `SELECT ${ownerColumns}, available, pending, held, debt, lifetime_earned, seq, next_due_at FROM wallets`,
    decode: (row) => ({
      owner: ownerOf(row),
      available: row.integer(),
      pending: row.integer(),
      held: row.integer(),
      debt: row.integer(),
      lifetimeEarned: row.integer(),
      seq: row.integer(),
      nextDueAtMs: row.instantMsOrNull(),
    }),
  };
}
