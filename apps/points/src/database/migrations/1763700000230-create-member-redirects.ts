import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who turned out to be whom: what comes for a merged member later goes on to the survivor. */
export class CreateMemberRedirects1763700000230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE member_redirects (
        program_id  uuid        NOT NULL,
        merged_id   uuid        NOT NULL,
        survivor_id uuid        NOT NULL,
        merged_at   timestamptz NOT NULL,
        CONSTRAINT member_redirects_pkey PRIMARY KEY (program_id, merged_id),
        CONSTRAINT member_redirects_members CHECK (merged_id <> survivor_id)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
