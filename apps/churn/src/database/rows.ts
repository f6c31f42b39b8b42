import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('programs')
export class ProgramRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'programs_pkey' }) programId!: string;
  @Column('text') currency!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
}

@Entity('purchases')
@Index('purchases_by_time', ['programId', 'memberId', 'occurredAt'])
@Index('purchases_by_id', ['programId', 'purchaseId'])
export class PurchaseRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'purchases_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'purchases_pkey' }) memberId!: string;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'purchases_pkey' }) purchaseId!: string;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('text') currency!: string;
  @Column('bigint', { name: 'payable_minor' }) payableMinor!: string;
  /** Ten-thousandths of a major unit in one minor unit, so that SQL can add currencies up. */
  @Column('smallint', { name: 'value_per_minor' }) valuePerMinor!: number;
  /** Before coupons and points. */
  @Column('bigint', { name: 'total_minor' }) totalMinor!: string;
  /** When it became this member's: the purchase itself, or its claim. */
  @Column('timestamptz', { name: 'known_at' }) knownAt!: Date;
  @Column('text', { name: 'store_id', nullable: true }) storeId!: string | null;
  @Column('text', { nullable: true }) channel!: string | null;
  @Column('text', { array: true }) categories!: string[];
  @Column('text', { array: true, default: [] }) skus!: string[];
}

@Entity('adjustments')
@Index('adjustments_by_time', ['programId', 'occurredAt'])
export class AdjustmentRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'adjustments_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'adjustments_pkey' }) purchaseId!: string;
  @PrimaryColumn('text', { name: 'adjustment_id', primaryKeyConstraintName: 'adjustments_pkey' }) adjustmentId!: string;
  @Column('bigint', { name: 'refund_minor' }) refundMinor!: string;
  @Column('boolean') voided!: boolean;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
}

/** A member as this service knows it: what events say, and the summary of all purchase days. */
@Entity('members')
@Index('members_merged_into', ['programId', 'mergedInto'], { where: 'merged_into IS NOT NULL' })
export class MemberRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'members_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'members_pkey' }) memberId!: string;
  @Column('text', { default: 'active' }) status!: string;
  @Column('text', { nullable: true }) tier!: string | null;
  @Column('text', { nullable: true }) segment!: string | null;
  @Column('integer', { default: 0 }) days!: number;
  @Column('timestamptz', { name: 'first_at', nullable: true }) firstAt!: Date | null;
  @Column('timestamptz', { name: 'last_at', nullable: true }) lastAt!: Date | null;
  /** Of the days after the first, in ten-thousandths of a major unit. */
  @Column('numeric', { name: 'repeat_value', default: 0 }) repeatValue!: string;
  /** The earliest expiry of points that was announced. */
  @Column('timestamptz', { name: 'points_expire_at', nullable: true }) pointsExpireAt!: Date | null;
  @Column('timestamptz', { name: 'tier_review_at', nullable: true }) tierReviewAt!: Date | null;
  /** Who has this member's purchases now, and since when; the end of a chain of merges. */
  @Column('uuid', { name: 'merged_into', nullable: true }) mergedInto!: string | null;
  @Column('timestamptz', { name: 'merged_at', nullable: true }) mergedAt!: Date | null;
}

/** A local calendar day with at least one purchase that was not voided; refunds are taken off its value. */
@Entity('member_days')
export class MemberDayRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_days_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'member_days_pkey' }) memberId!: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'member_days_pkey' }) day!: string;
  @Column('integer') purchases!: number;
  @Column('numeric') value!: string;
  @Column('timestamptz', { name: 'first_at' }) firstAt!: Date;
  @Column('timestamptz', { name: 'last_at' }) lastAt!: Date;
}
