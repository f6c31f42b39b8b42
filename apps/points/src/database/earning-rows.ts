import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a member has used of a campaign in a period; `last_at` is the latest use. */
@Check('campaign_usage_counts', `points >= 0 AND uses >= 0`)
@Entity('campaign_usage')
export class CampaignUsageRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaign_usage_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'campaign_usage_pkey' }) memberId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaign_usage_pkey' }) campaign!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaign_usage_pkey' }) period!: string;
  @Column('bigint') points!: number;
  @Column('bigint') uses!: number;
  @Column('timestamptz', { name: 'last_at', nullable: true }) lastAt!: Date | null;
}

/** What all members together have used of a campaign with a budget. */
@Check('campaign_budgets_counts', `points >= 0 AND money_minor >= 0 AND uses >= 0`)
@Entity('campaign_budgets')
export class CampaignBudgetRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaign_budgets_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaign_budgets_pkey' }) campaign!: string;
  @Column('bigint') points!: number;
  @Column('bigint', { name: 'money_minor' }) moneyMinor!: number;
  @Column('bigint') uses!: number;
}

/** An offer that an event opened for a member: [opened_at, closes_at], both ends included. */
@Check('offer_windows_sum', `sum_minor >= 0 AND closes_at >= opened_at`)
@Index('offer_windows_opened', ['programId', 'campaign', 'openedAt'])
@Index('offer_windows_open', ['programId', 'memberId', 'closesAt'], { where: 'completed_at IS NULL' })
@Entity('offer_windows')
export class OfferWindowRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'offer_windows_pkey' }) programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'offer_windows_pkey' }) memberId!: string;
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'offer_windows_pkey' }) eventId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'offer_windows_pkey' }) campaign!: string;
  @Column('timestamptz', { name: 'opened_at' }) openedAt!: Date;
  @Column('timestamptz', { name: 'closes_at' }) closesAt!: Date;
  @Column('bigint', { name: 'sum_minor' }) sumMinor!: number;
  @Column('timestamptz', { name: 'completed_at', nullable: true }) completedAt!: Date | null;
}

/** When a member enrolled, told by members. */
@Entity('member_enrolments')
export class MemberEnrolmentRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'member_enrolments_pkey' })
  programId!: string;
  @PrimaryColumn('uuid', { name: 'member_id', primaryKeyConstraintName: 'member_enrolments_pkey' }) memberId!: string;
  @Column('timestamptz', { name: 'enrolled_at' }) enrolledAt!: Date;
}

/** A due instant of a scheduled campaign, and the last member that it was at. */
@Entity('campaign_runs')
export class CampaignRunRow {
  @PrimaryColumn('uuid', { name: 'program_id', primaryKeyConstraintName: 'campaign_runs_pkey' }) programId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'campaign_runs_pkey' }) campaign!: string;
  @PrimaryColumn('timestamptz', { name: 'due_at', primaryKeyConstraintName: 'campaign_runs_pkey' }) dueAt!: Date;
  @Column('uuid', { name: 'after_member', nullable: true }) afterMember!: string | null;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}
