import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('benefit_drafts')
export class BenefitDraftRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'benefit_drafts_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'benefit_drafts_pkey' }) code!: string;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('jsonb') definition!: object;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

@Entity('benefit_versions')
export class BenefitVersionRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'benefit_versions_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'benefit_versions_pkey' }) code!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'benefit_versions_pkey' }) version!: number;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('jsonb') definition!: object;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: Date;
}

@Entity('member_states')
export class MemberStateRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_states_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'member_states_pkey' }) memberId!: string;
  @Column('text', { nullable: true }) level!: string | null;
  @Column('uuid', { name: 'first_purchase_id', nullable: true }) firstPurchaseId!: string | null;
}

/** Purchases that were reversed before anybody claimed them. */
@Entity('reversed_purchases')
export class ReversedPurchaseRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'reversed_purchases_pkey' })
  programId!: string;
  @PrimaryColumn('uuid', { name: 'purchase_id', primaryKeyConstraintName: 'reversed_purchases_pkey' })
  purchaseId!: string;
}
