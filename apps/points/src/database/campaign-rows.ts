import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Earning campaigns, each version for ever. */
@Entity('campaigns')
export class CampaignRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaigns_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaigns_pkey' }) code!: string;
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'campaigns_pkey' }) version!: number;
  @Column('jsonb') document!: object;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: Date;
  @Column('timestamptz', { name: 'effective_from', nullable: true }) effectiveFrom!: Date | null;
}

@Entity('campaign_drafts')
export class CampaignDraftRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaign_drafts_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaign_drafts_pkey' }) code!: string;
  @Column('integer') version!: number;
  @Column('jsonb') document!: object;
  @Column('text', { name: 'content_hash' }) contentHash!: string;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

@Entity('campaign_pauses')
export class CampaignPauseRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaign_pauses_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaign_pauses_pkey' }) code!: string;
  @Column('timestamptz', { name: 'paused_at' }) pausedAt!: Date;
}

/** Counts what changes which campaigns decide. */
@Entity('campaign_revisions')
export class CampaignRevisionRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaign_revisions_pkey' })
  programId!: string;
  @Column('bigint') revision!: number;
}
