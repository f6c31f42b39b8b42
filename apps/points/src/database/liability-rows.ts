import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What moved in a day or a month on an account, of lots earned in one month; `cohort` is empty for debt, which is of no lot. */
@Check('liability_sums_grain', `grain IN ('day', 'month')`)
@Check('liability_sums_sums', `up >= 0 AND down >= 0`)
@Entity('liability_sums')
export class LiabilitySumRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'liability_sums_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'liability_sums_pkey' }) wallet!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'liability_sums_pkey' }) grain!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'liability_sums_pkey' }) moved!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'liability_sums_pkey' }) cohort!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'liability_sums_pkey' }) account!: string;
  @PrimaryColumn('text', { name: 'time_zone', primaryKeyConstraintName: 'liability_sums_pkey' }) timeZone!: string;
  @Column('bigint') up!: number;
  @Column('bigint') down!: number;
}

/** How far the sums have come. */
@Entity('liability_marks')
export class LiabilityMarkRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'liability_marks_pkey' }) wallet!: string;
  @Column('bigint', { name: 'link_number' }) linkNumber!: number;
  @Column('bigint', { name: 'to_txid' }) toTxid!: number;
  @Column('timestamptz', { name: 'happened_by', nullable: true }) happenedBy!: Date | null;
}
