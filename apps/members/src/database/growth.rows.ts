import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('growth_purchases')
@Index('growth_purchases_day', ['programId', 'memberId', 'localDay'])
export class GrowthPurchaseRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'growth_purchases_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'growth_purchases_pkey' })
  purchaseId!: string;
  @Column('uuid', { name: 'member_id', nullable: true }) memberId!: string | null;
  @Column('timestamptz', { name: 'occurred_at', nullable: true }) occurredAt!: Date | null;
  @Column('date', { name: 'local_day', nullable: true }) localDay!: string | null;
  @Column('text', { nullable: true }) currency!: string | null;
  @Column('bigint', { name: 'payable_minor', nullable: true }) payableMinor!: string | null;
  @Column('bigint', { name: 'refunded_minor' }) refundedMinor!: string;
  @Column('boolean') reversed!: boolean;
  @Column('bigint') value!: string;
}

@Entity('growth_reversals')
export class GrowthReversalRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'growth_reversals_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'growth_reversals_pkey' })
  purchaseId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'growth_reversals_pkey' }) kind!: string;
  @PrimaryColumn('text', { name: 'reversal_id', primaryKeyConstraintName: 'growth_reversals_pkey' })
  reversalId!: string;
  @Column('bigint', { name: 'refund_minor' }) refundMinor!: string;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
}

@Entity('growth_days')
export class GrowthDayRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'growth_days_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'growth_days_pkey' }) memberId!: string;
  @PrimaryColumn('date', { name: 'local_day', primaryKeyConstraintName: 'growth_days_pkey' }) localDay!: string;
  @Column('bigint') value!: string;
}

@Entity('member_tiers')
@Index('member_tiers_level', ['programId', 'level'])
export class MemberTierRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_tiers_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'member_tiers_pkey' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'member_tiers_pkey' }) ladder!: string;
  @Column('integer', { name: 'ladder_version' }) ladderVersion!: number;
  @Column('text') level!: string;
  @Column('timestamptz') since!: Date;
  /** The highest value that any window ever had. */
  @Column('bigint') peak!: string;
}

@Entity('tier_changes')
export class TierChangeRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'tier_changes_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'tier_changes_pkey' }) memberId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'tier_changes_pkey' }) id!: string;
  @Column('text') ladder!: string;
  @Column('integer', { name: 'ladder_version' }) ladderVersion!: number;
  @Column('text', { name: 'from_level' }) fromLevel!: string;
  @Column('text', { name: 'to_level' }) toLevel!: string;
  @Column('text') direction!: string;
  @Column('text', { name: 'reason_code' }) reasonCode!: string;
  @Column('uuid', { name: 'purchase_id', nullable: true }) purchaseId!: string | null;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}
