import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Campaigns as versioned documents: drafts, pauses, and the count by which processes notice a change. */
export class CreateCampaignDocuments1763700000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const statements = [
  // Which version decides follows from the versions themselves.
  `ALTER TABLE campaigns DROP CONSTRAINT campaigns_state, DROP COLUMN state, ADD COLUMN effective_from timestamptz`,

  // `version` is the one that the draft becomes: a draft that somebody overtook is refused.
  `CREATE TABLE campaign_drafts (
     program_id   uuid        NOT NULL,
     code         text        NOT NULL,
     version      integer     NOT NULL,
     document     jsonb       NOT NULL,
     content_hash text        NOT NULL,
     updated_at   timestamptz NOT NULL,
     CONSTRAINT campaign_drafts_pkey PRIMARY KEY (program_id, code)
   )`,

  `CREATE TABLE campaign_pauses (
     program_id uuid        NOT NULL,
     code       text        NOT NULL,
     paused_at  timestamptz NOT NULL,
     CONSTRAINT campaign_pauses_pkey PRIMARY KEY (program_id, code)
   )`,

  // One small row that every process reads twice a second, instead of a thousand documents.
  `CREATE TABLE campaign_revisions (
     program_id uuid   NOT NULL,
     revision   bigint NOT NULL,
     CONSTRAINT campaign_revisions_pkey PRIMARY KEY (program_id)
   )`,
  `INSERT INTO campaign_revisions (program_id, revision) SELECT DISTINCT program_id, 1 FROM campaigns`,
];
