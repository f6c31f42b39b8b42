import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The registry of receipts: a transaction id is taken once, for ever. */
@Check('receipts_claimed', `claimed_at IS NULL OR (reference_hash IS NULL AND member_id IS NOT NULL)`)
@Index('receipts_purchase_id', ['programId', 'purchaseId'])
@Check(
  'receipts_state',
  `CASE state WHEN 'recorded' THEN purchase_id IS NOT NULL AND occurred_at IS NOT NULL AND content_hash IS NOT NULL WHEN 'awaited' THEN purchase_id IS NULL ELSE false END`,
)
@Entity('receipts')
export class ReceiptRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'receipts_pkey' }) programId!: string;
  @PrimaryColumn('text', { name: 'transaction_id', primaryKeyConstraintName: 'receipts_pkey' }) transactionId!: string;
  @Column('uuid', { name: 'purchase_id', nullable: true }) purchaseId!: string | null;
  @Column('uuid', { name: 'member_id', nullable: true }) memberId!: string | null;
  @Column('timestamptz', { name: 'occurred_at', nullable: true }) occurredAt!: Date | null;
  @Column('bytea', { name: 'content_hash', nullable: true }) contentHash!: Buffer | null;
  @Column('bytea', { name: 'reference_hash', nullable: true }) referenceHash!: Buffer | null;
  @Column('timestamptz', { name: 'claimed_at', nullable: true }) claimedAt!: Date | null;
  /** `awaited`: a return or void came first and keeps the place. */
  @Column('text', { default: 'recorded' }) state!: string;
}

/** A purchase with its lines and the first answer to it. */
@Check('purchases_amounts', `payable_minor >= 0 AND payable_minor = total_minor - coupon_minor - points_minor`)
@Check('purchases_state', `state IN ('recorded', 'partially_returned', 'returned', 'voided')`)
@Entity('purchases')
export class PurchaseRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'purchases_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'purchases_pkey' }) memberId!: string;
  @PrimaryColumn('timestamptz', { name: 'occurred_at', primaryKeyConstraintName: 'purchases_pkey' }) occurredAt!: Date;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'purchases_pkey' }) purchaseId!: string;
  @Column('text', { name: 'transaction_id' }) transactionId!: string;
  @Column('text', { name: 'store_id', nullable: true }) storeId!: string | null;
  @Column('text') channel!: string;
  @Column('text') currency!: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('bigint', { name: 'total_minor' }) totalMinor!: number;
  @Column('bigint', { name: 'coupon_minor' }) couponMinor!: number;
  @Column('bigint', { name: 'payable_minor' }) payableMinor!: number;
  @Column('bigint', { name: 'points_earned' }) pointsEarned!: number;
  @Column('bigint', { name: 'points_pending' }) pointsPending!: number;
  @Column('json') lines!: object;
  @Column('json') outcome!: object;
  @Column('json', { nullable: true }) details!: object | null;
  @Column('bigint', { name: 'points_minor', default: 0 }) pointsMinor!: number;
  @Column('bigint', { name: 'points_redeemed', default: 0 }) pointsRedeemed!: number;
  @Column('text', { default: 'recorded' }) state!: string;
  @Column('json', { nullable: true }) returned!: object | null;
}

/** Append-only. */
@Check('ledger_transactions_signed', `signature IS NOT NULL`)
@Index('ledger_transactions_txid', { synchronize: false })
@Index('ledger_transactions_occurred', { synchronize: false })
@Entity('ledger_transactions')
export class LedgerTransactionRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'ledger_transactions_pkey' })
  programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'ledger_transactions_pkey' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'ledger_transactions_pkey' }) wallet!: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'ledger_transactions_pkey' }) seq!: number;
  @Column('uuid', { name: 'posting_id' }) postingId!: string;
  @Column('text') kind!: string;
  @Column('text', { name: 'source_type' }) sourceType!: string;
  @Column('uuid', { name: 'source_id' }) sourceId!: string;
  @Column('text', { name: 'source_reference' }) sourceReference!: string;
  @Column('text', { name: 'actor_type' }) actorType!: string;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('text', { name: 'store_id', nullable: true }) storeId!: string | null;
  @Column('uuid', { nullable: true }) corrects!: string | null;
  @Column('bytea', { nullable: true }) signature!: Buffer | null;
  /** The database transaction that wrote it. */
  @Column('bigint') txid!: number;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

/** Append-only; the deltas of a transaction sum to zero. */
@Check('ledger_entries_moves', `delta <> 0`)
@Check(
  'ledger_entries_account',
  `CASE WHEN account IN ('available', 'pending', 'held', 'debt') THEN account_after IS NOT NULL ELSE account IN ('issued', 'redeemed', 'expired', 'adjusted', 'transferred') AND account_after IS NULL END`,
)
@Entity('ledger_entries')
export class LedgerEntryRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'ledger_entries_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'ledger_entries_pkey' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'ledger_entries_pkey' }) wallet!: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'ledger_entries_pkey' }) seq!: number;
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'ledger_entries_pkey' }) place!: number;
  @Column('uuid', { name: 'posting_id' }) postingId!: string;
  @Column('text') account!: string;
  @Column('bigint') delta!: number;
  @Column('bigint', { name: 'account_after', nullable: true }) accountAfter!: number | null;
  @Column('uuid', { name: 'lot_id', nullable: true }) lotId!: string | null;
  @Column('text', { name: 'campaign_code', nullable: true }) campaignCode!: string | null;
  @Column('integer', { name: 'campaign_version', nullable: true }) campaignVersion!: number | null;
  @Column('bytea', { name: 'campaign_hash', nullable: true }) campaignHash!: Buffer | null;
  @Column('text', { name: 'tier_level', nullable: true }) tierLevel!: string | null;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

/** Points that came together and expire together; `remaining` is a projection of the entries. */
@Check('lots_remaining', `issued > 0 AND remaining >= 0 AND expired >= 0 AND remaining + expired <= issued`)
@Check('lots_state', `state IN ('pending', 'active', 'cancelled')`)
@Index('lots_open', ['programId', 'memberId', 'wallet', 'expiresAt', 'earnedAt', 'seq', 'lotId'], {
  where: 'remaining > 0',
})
@Index('lots_expiring', ['programId', 'expiresAt', 'memberId'], { where: 'remaining > 0 AND expires_at IS NOT NULL' })
@Entity('lots')
export class LotRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'lots_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'lots_pkey' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'lots_pkey' }) wallet!: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'lots_pkey' }) seq!: number;
  @PrimaryColumn('uuid', { name: 'lot_id', primaryKeyConstraintName: 'lots_pkey' }) lotId!: string;
  @Column('bigint') issued!: number;
  @Column('bigint') remaining!: number;
  @Column('text') state!: string;
  @Column('timestamptz', { name: 'earned_at' }) earnedAt!: Date;
  @Column('timestamptz', { name: 'activates_at', nullable: true }) activatesAt!: Date | null;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column('text', { name: 'campaign_code', nullable: true }) campaignCode!: string | null;
  @Column('integer', { name: 'campaign_version', nullable: true }) campaignVersion!: number | null;
  @Column('uuid', { name: 'purchase_id', nullable: true }) purchaseId!: string | null;
  /** Expired unused, and not taken back since. */
  @Column('bigint', { default: 0 }) expired!: number;
  @Column('text', { name: 'pending_until', nullable: true }) pendingUntil!: string | null;
  @Column('bytea', { name: 'campaign_hash', nullable: true }) campaignHash!: Buffer | null;
  /** Of its terms: what no entry tells. */
  @Column('bytea', { nullable: true }) signature!: Buffer | null;
}

/** A projection of the member's entries, and the row that a posting locks. */
@Check('wallets_balances', `available >= 0 AND pending >= 0 AND held >= 0 AND debt >= 0`)
@Check('wallets_debt', `debt = 0 OR available = 0`)
@Index('wallets_due', ['nextDueAt'], { where: 'next_due_at IS NOT NULL' })
@Entity('wallets')
export class WalletRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'wallets_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'wallets_pkey' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'wallets_pkey' }) wallet!: string;
  @Column('bigint') available!: number;
  @Column('bigint') pending!: number;
  @Column('bigint') held!: number;
  @Column('bigint') debt!: number;
  @Column('bigint', { name: 'lifetime_earned' }) lifetimeEarned!: number;
  @Column('bigint') seq!: number;
  /** Nothing falls due before it. */
  @Column('timestamptz', { name: 'next_due_at', nullable: true }) nextDueAt!: Date | null;
}

/** Points set aside. */
@Check('holds_points', `points > 0 AND captured BETWEEN 0 AND points`)
@Check('holds_state', `state IN ('open', 'captured', 'released', 'expired')`)
@Index('holds_open', ['programId', 'memberId', 'wallet', 'expiresAt'], { where: "state = 'open'" })
@Entity('holds')
export class HoldRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'holds_pkey' }) programId!: string;
  @Column('uuid', { name: 'member_id' }) memberId!: string;
  @Column('text') wallet!: string;
  @PrimaryColumn('uuid', { name: 'hold_id', primaryKeyConstraintName: 'holds_pkey' }) holdId!: string;
  @Column('bigint') seq!: number;
  @Column('bigint') points!: number;
  @Column('bigint') captured!: number;
  @Column('text') state!: string;
  @Column('text') purpose!: string;
  @Column('json') slices!: object;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  /** Of its terms. */
  @Column('bytea', { nullable: true }) signature!: Buffer | null;
}

/** Returns and voids by the ids that tills gave them, each taken once. */
@Check('reversals_kind', `kind IN ('return', 'void')`)
@Check('reversals_state', `state IN ('parked', 'recorded')`)
@Index('reversals_parked', ['programId', 'transactionId'], { where: "state = 'parked'" })
@Entity('reversals')
export class ReversalRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'reversals_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'reversals_pkey' }) kind!: string;
  @PrimaryColumn('text', { name: 'reversal_id', primaryKeyConstraintName: 'reversals_pkey' }) reversalId!: string;
  @Column('uuid', { name: 'document_id' }) documentId!: string;
  @Column('text', { name: 'transaction_id' }) transactionId!: string;
  @Column('bytea', { name: 'content_hash' }) contentHash!: Buffer;
  @Column('text') state!: string;
  @Column('text', { name: 'store_id', nullable: true }) storeId!: string | null;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('json') document!: object;
  @Column('json', { nullable: true }) answer!: object | null;
}

/** Tier levels as members told them: the value at an instant is the newest before it. */
@Entity('member_levels')
export class MemberLevelRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_levels_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'member_levels_pkey' }) memberId!: string;
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'member_levels_pkey' }) since!: Date;
  @PrimaryColumn('bigint', { name: 'member_seq', primaryKeyConstraintName: 'member_levels_pkey' }) memberSeq!: number;
  @Column('text') ladder!: string;
  @Column('text') level!: string;
}

/** Segments entered and left, as members told them. */
@Entity('member_segments')
export class MemberSegmentRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_segments_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'member_segments_pkey' }) memberId!: string;
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'member_segments_pkey' }) since!: Date;
  @PrimaryColumn('bigint', { name: 'member_seq', primaryKeyConstraintName: 'member_segments_pkey' }) memberSeq!: number;
  @Column('text') segment!: string;
  @Column('boolean') entered!: boolean;
}

/** What a member is now, as members told it; one of whom nothing was told has no row. */
@Entity('member_statuses')
export class MemberStatusRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_statuses_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'member_statuses_pkey' }) memberId!: string;
  /** Of the event that told it. */
  @Column('bigint', { name: 'member_seq' }) memberSeq!: number;
  @Column('text') status!: string;
}
