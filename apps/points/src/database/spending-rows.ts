import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What a member has sent to others on a day of the programme. */
@Check('transfer_totals_points', `points > 0`)
@Entity('transfer_totals')
export class TransferTotalRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'transfer_totals_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'transfer_totals_pkey' }) memberId!: string;
  @PrimaryColumn('date', { primaryKeyConstraintName: 'transfer_totals_pkey' }) day!: string;
  @Column('bigint') points!: number;
}

/** What was said with a spending command and decides nothing. */
@Entity('spending_details')
export class SpendingDetailsRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'spending_details_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'spending_id', primaryKeyConstraintName: 'spending_details_pkey' })
  spendingId!: string;
  @Column('uuid', { name: 'member_id' }) memberId!: string;
  @Column('json') details!: object;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

/** Baskets whose points are held and whose coupons are reserved. */
@Check(
  'checkouts_state',
  `CASE state WHEN 'captured' THEN purchase_id IS NOT NULL WHEN 'open' THEN purchase_id IS NULL WHEN 'released' THEN purchase_id IS NULL ELSE false END`,
)
@Check(
  'checkouts_points',
  `points >= 0 AND points_minor >= 0 AND (points = 0 OR (member_id IS NOT NULL AND hold_id IS NOT NULL))`,
)
@Entity('checkouts')
export class CheckoutRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'checkouts_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'checkout_id', primaryKeyConstraintName: 'checkouts_pkey' }) checkoutId!: string;
  @Column('uuid', { name: 'member_id', nullable: true }) memberId!: string | null;
  @Column('text') currency!: string;
  @Column('bigint', { name: 'total_minor' }) totalMinor!: number;
  @Column('uuid', { name: 'hold_id', nullable: true }) holdId!: string | null;
  @Column('bigint') points!: number;
  @Column('bigint', { name: 'points_minor' }) pointsMinor!: number;
  @Column('json') coupons!: object;
  @Column('text') state!: string;
  @Column('uuid', { name: 'purchase_id', nullable: true }) purchaseId!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}

/** Who turned out to be whom. */
@Check('member_redirects_members', `merged_id <> survivor_id`)
@Entity('member_redirects')
export class MemberRedirectRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_redirects_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'merged_id', primaryKeyConstraintName: 'member_redirects_pkey' }) mergedId!: string;
  @Column('uuid', { name: 'survivor_id' }) survivorId!: string;
  @Column('timestamptz', { name: 'merged_at' }) mergedAt!: Date;
}
