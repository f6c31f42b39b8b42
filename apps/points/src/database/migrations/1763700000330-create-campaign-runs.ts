import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far scheduled campaigns have come with their members. */
export class CreateCampaignRuns1763700000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE campaign_runs (
        program_id   uuid        NOT NULL,
        campaign     text        NOT NULL,
        due_at       timestamptz NOT NULL,
        after_member uuid,
        finished_at  timestamptz,
        CONSTRAINT campaign_runs_pkey PRIMARY KEY (program_id, campaign, due_at)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
