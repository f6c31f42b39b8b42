import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A link of the chain over the ledger's signatures. Append-only. */
@Check('ledger_links_range', `from_txid < to_txid AND cardinality(posting_ids) > 0`)
@Entity('ledger_links')
export class LedgerLinkRow {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'ledger_links_pkey' }) number!: number;
  @Column('bigint', { name: 'from_txid' }) fromTxid!: number;
  @Column('bigint', { name: 'to_txid' }) toTxid!: number;
  @Column('uuid', { name: 'posting_ids', array: true }) postingIds!: string[];
  @Column('bytea') link!: Buffer;
  /** The newest recordedAt of what it covers. */
  @Column('timestamptz', { name: 'through_at' }) throughAt!: Date;
  @Column('timestamptz', { name: 'linked_at' }) linkedAt!: Date;
}

/** How far a programme's members have been warned of expiries so many days ahead. */
@Entity('expiry_warnings')
export class ExpiryWarningRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'expiry_warnings_pkey' }) programId!: string;
  @PrimaryColumn('integer', { name: 'days_left', primaryKeyConstraintName: 'expiry_warnings_pkey' }) daysLeft!: number;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('uuid', { name: 'member_id' }) memberId!: string;
}
