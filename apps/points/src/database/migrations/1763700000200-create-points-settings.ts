import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What points knows of programmes, and how each lets points be spent. */
export class CreatePointsSettings1763700000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE programs (
        program_id uuid NOT NULL,
        currency   text NOT NULL,
        time_zone  text NOT NULL,
        CONSTRAINT programs_pkey PRIMARY KEY (program_id)
      )`);
    // Every version stays: it tells under which rules something was decided.
    await runner.query(`
      CREATE TABLE points_settings (
        program_id   uuid        NOT NULL,
        version      integer     NOT NULL,
        document     jsonb       NOT NULL,
        content_hash text        NOT NULL,
        actor_type   text        NOT NULL,
        actor_id     text        NOT NULL,
        recorded_at  timestamptz NOT NULL,
        CONSTRAINT points_settings_pkey PRIMARY KEY (program_id, version)
      )`);
    await runner.query('REVOKE UPDATE, DELETE, TRUNCATE ON points_settings FROM keepsake_points');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
