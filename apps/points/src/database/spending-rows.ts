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
