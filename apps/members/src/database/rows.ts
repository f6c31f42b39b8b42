import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

@Entity('programs')
@Index('programs_code', ['code'], { unique: true })
export class ProgramRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'programs_pkey' }) programId!: string;
  @Column('text') code!: string;
  @Column('text') name!: string;
  @Column('text') currency!: string;
  @Column('text', { name: 'time_zone' }) timeZone!: string;
  @Column('jsonb', { name: 'currency_rates' }) currencyRates!: Record<string, number>;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

@Entity('tier_ladders')
export class TierLadderRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'tier_ladders_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'tier_ladders_pkey' }) code!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'tier_ladders_pkey' }) version!: number;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('jsonb') document!: object;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: Date;
}

@Entity('stores')
export class StoreRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'stores_pkey' }) programId!: string;
  @PrimaryColumn('text', { name: 'store_id', primaryKeyConstraintName: 'stores_pkey' }) storeId!: string;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { name: 'time_zone', nullable: true }) timeZone!: string | null;
  @Column('double precision', { nullable: true }) lat!: number | null;
  @Column('double precision', { nullable: true }) lng!: number | null;
  @Column('text', { array: true }) tags!: string[];
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

@Entity('members')
@Index('members_number', ['programId', 'number'], { unique: true })
@Index('members_enrolled_at', ['programId', 'enrolledAt', 'id'])
export class MemberRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'members_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'members_pkey' }) id!: string;
  @Column('bigint') @Generated('increment') number!: string;
  @Column('text') status!: string;
  @Column('timestamptz', { name: 'enrolled_at' }) enrolledAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('text') channel!: string;
  @Column('text', { name: 'store_id', nullable: true }) storeId!: string | null;
  /** The member's own key, wrapped; null once the member is erased. */
  @Column('bytea', { name: 'data_key', nullable: true }) dataKey!: Buffer | null;
  /** Everything personal, under the member's key. */
  @Column('bytea', { nullable: true }) profile!: Buffer | null;
}

@Entity('identifiers')
@Index('identifiers_member_id', ['programId', 'memberId'])
export class IdentifierRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'identifiers_pkey' }) programId!: string;
  /** The blind index: no value stands in this table. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'identifiers_pkey' }) digest!: Buffer;
  @Column('text') type!: string;
  @Column('uuid', { name: 'member_id' }) memberId!: string;
  @Column('timestamptz', { name: 'claimed_at' }) claimedAt!: Date;
  /** Set on a card that is dead: the row stays, so that the number is never given again. */
  @Column('timestamptz', { name: 'replaced_at', nullable: true }) replacedAt!: Date | null;
}

@Entity('consents')
export class ConsentRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'consents_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'consents_pkey' }) memberId!: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'consents_pkey' })
  @Generated('increment')
  position!: string;
  @Column('text') purpose!: string;
  @Column('text', { nullable: true }) channel!: string | null;
  @Column('boolean') granted!: boolean;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('text', { name: 'recorded_by' }) recordedBy!: string;
}

@Entity('till_code_uses')
export class TillCodeUseRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'till_code_uses_pkey' }) programId!: string;
  @PrimaryColumn('bigint', { name: 'member_number', primaryKeyConstraintName: 'till_code_uses_pkey' })
  memberNumber!: string;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'till_code_uses_pkey' }) slot!: string;
  @Column('text', { name: 'transaction_id' }) transactionId!: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

@Entity('activities')
@Index('activities_member_id', ['programId', 'memberId', 'occurredAt'])
export class ActivityRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'activities_pkey' }) programId!: string;
  @PrimaryColumn('text', { name: 'event_id', primaryKeyConstraintName: 'activities_pkey' }) eventId!: string;
  @Column('uuid') id!: string;
  @Column('uuid', { name: 'member_id' }) memberId!: string;
  @Column('text') type!: string;
  @Column('jsonb') facts!: object;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('bytea', { name: 'reference_hash' }) referenceHash!: Buffer;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}

@Entity('sessions')
@Index('sessions_family_id', ['familyId'])
export class SessionRow {
  @PrimaryColumn('bytea', { name: 'token_hash', primaryKeyConstraintName: 'sessions_pkey' }) tokenHash!: Buffer;
  @Column('uuid', { name: 'program_id' }) programId!: string;
  @Column('uuid', { name: 'member_id' }) memberId!: string;
  @Column('uuid', { name: 'family_id' }) familyId!: string;
  @Column('integer', { name: 'ttl_seconds' }) ttlSeconds!: number;
  @Column('timestamptz', { name: 'issued_at' }) issuedAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'rotated_at', nullable: true }) rotatedAt!: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
