import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What campaigns have used, offers that are open, and when members enrolled. */
export class CreateCampaignUsage1763700000320 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const statements = [
  // Protected by the lock of the member's wallet. Changed in place: room in each page keeps the new version beside the old one.
  `CREATE TABLE campaign_usage (
     program_id uuid   NOT NULL,
     member_id  uuid   NOT NULL,
     campaign   text   NOT NULL,
     period     text   NOT NULL,
     points     bigint NOT NULL,
     uses       bigint NOT NULL,
     last_at    timestamptz,
     CONSTRAINT campaign_usage_pkey PRIMARY KEY (program_id, member_id, campaign, period),
     CONSTRAINT campaign_usage_counts CHECK (points >= 0 AND uses >= 0)
   ) WITH (fillfactor = 80)`,

  // The only row that purchases of different members share, and only those that a budgeted campaign may serve.
  `CREATE TABLE campaign_budgets (
     program_id  uuid   NOT NULL,
     campaign    text   NOT NULL,
     points      bigint NOT NULL,
     money_minor bigint NOT NULL,
     uses        bigint NOT NULL,
     CONSTRAINT campaign_budgets_pkey PRIMARY KEY (program_id, campaign),
     CONSTRAINT campaign_budgets_counts CHECK (points >= 0 AND money_minor >= 0 AND uses >= 0)
   ) WITH (fillfactor = 50)`,

  `CREATE TABLE offer_windows (
     program_id   uuid        NOT NULL,
     member_id    uuid        NOT NULL,
     event_id     uuid        NOT NULL,
     campaign     text        NOT NULL,
     opened_at    timestamptz NOT NULL,
     closes_at    timestamptz NOT NULL,
     sum_minor    bigint      NOT NULL,
     completed_at timestamptz,
     CONSTRAINT offer_windows_pkey PRIMARY KEY (program_id, member_id, event_id, campaign),
     CONSTRAINT offer_windows_sum CHECK (sum_minor >= 0 AND closes_at >= opened_at)
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX offer_windows_open ON offer_windows (program_id, member_id, closes_at) WHERE completed_at IS NULL`,

  `CREATE TABLE member_enrolments (
     program_id  uuid        NOT NULL,
     member_id   uuid        NOT NULL,
     enrolled_at timestamptz NOT NULL,
     CONSTRAINT member_enrolments_pkey PRIMARY KEY (program_id, member_id)
   )`,
];
