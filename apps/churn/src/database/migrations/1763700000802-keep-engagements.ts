import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What members do beside buying: benefits and what became of them, rewards, activities. */
export class KeepEngagements1763700000802 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE engagements (
        program_id  uuid        NOT NULL,
        event_id    uuid        NOT NULL,
        member_id   uuid        NOT NULL,
        kind        text        NOT NULL,
        subject     text        NOT NULL,
        occurred_at timestamptz NOT NULL,
        known_at    timestamptz NOT NULL,
        CONSTRAINT engagements_pkey PRIMARY KEY (program_id, event_id)
      )`);
    await runner.query('CREATE INDEX engagements_by_member ON engagements (program_id, member_id, occurred_at)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
