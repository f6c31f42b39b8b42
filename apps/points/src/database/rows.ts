import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The registry of receipts: a transaction id is taken once, for ever. */
@Check('receipts_claimed', `claimed_at IS NULL OR (reference_hash IS NULL AND member_id IS NOT NULL)`)
@Index('receipts_purchase_id', ['programId', 'purchaseId'])
@Entity('receipts')
export class ReceiptRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'receipts_pkey' }) programId!: string;
  @PrimaryColumn('text', { name: 'transaction_id', primaryKeyConstraintName: 'receipts_pkey' }) transactionId!: string;
  @Column('uuid', { name: 'purchase_id' }) purchaseId!: string;
  @Column('uuid', { name: 'member_id', nullable: true }) memberId!: string | null;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('bytea', { name: 'content_hash' }) contentHash!: Buffer;
  @Column('bytea', { name: 'reference_hash', nullable: true }) referenceHash!: Buffer | null;
  @Column('timestamptz', { name: 'claimed_at', nullable: true }) claimedAt!: Date | null;
}

/** A purchase with its lines and the first answer to it. */
@Check('purchases_amounts', `payable_minor >= 0 AND payable_minor = total_minor - coupon_minor`)
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
}

/** Append-only. */
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
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

/** Append-only; the deltas of a transaction sum to zero. */
@Check('ledger_entries_moves', `delta <> 0`)
@Check(
  'ledger_entries_account',
  `CASE WHEN account IN ('available', 'pending', 'held', 'debt') THEN account_after IS NOT NULL ELSE account IN ('issued', 'redeemed', 'expired', 'adjusted') AND account_after IS NULL END`,
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
@Check('lots_remaining', `issued > 0 AND remaining BETWEEN 0 AND issued`)
@Check('lots_state', `state IN ('pending', 'active', 'cancelled')`)
@Index('lots_expiring', ['programId', 'memberId', 'wallet', 'expiresAt'], {
  where: 'expires_at IS NOT NULL AND remaining > 0',
})
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
  @Column('text', { name: 'campaign_code' }) campaignCode!: string;
  @Column('integer', { name: 'campaign_version' }) campaignVersion!: number;
  @Column('uuid', { name: 'purchase_id', nullable: true }) purchaseId!: string | null;
}

/** A projection of the member's entries, and the row that a posting locks. */
@Check('wallets_balances', `available >= 0 AND pending >= 0 AND held >= 0 AND debt >= 0`)
@Check('wallets_debt', `debt = 0 OR available = 0`)
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
}

/** Earning campaigns, each version for ever. */
@Check('campaigns_state', `state IN ('published', 'retired')`)
@Entity('campaigns')
export class CampaignRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaigns_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaigns_pkey' }) code!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'campaigns_pkey' }) version!: number;
  @Column('text') state!: string;
  @Column('jsonb') document!: object;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: Date;
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
