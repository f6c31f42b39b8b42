import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('programs')
export class ProgramRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'programs_pkey' }) programId!: string;
  @Column('text') currency!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
}

@Entity('purchases')
export class PurchaseRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'purchases_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'purchases_pkey' }) memberId!: string;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'purchases_pkey' }) purchaseId!: string;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('text') currency!: string;
  @Column('bigint', { name: 'payable_minor' }) payableMinor!: string;
  /** Ten-thousandths of a major unit in one minor unit, so that SQL can add currencies up. */
  @Column('smallint', { name: 'value_per_minor' }) valuePerMinor!: number;
}

@Entity('adjustments')
export class AdjustmentRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'adjustments_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'adjustments_pkey' }) purchaseId!: string;
  @PrimaryColumn('text', { name: 'adjustment_id', primaryKeyConstraintName: 'adjustments_pkey' }) adjustmentId!: string;
  @Column('bigint', { name: 'refund_minor' }) refundMinor!: string;
  @Column('boolean') voided!: boolean;
}
