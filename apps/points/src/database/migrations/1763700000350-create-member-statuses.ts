import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is suspended, closed or gone, as members told it. */
export class CreateMemberStatuses1763700000350 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE member_statuses (
        program_id uuid   NOT NULL,
        member_id  uuid   NOT NULL,
        member_seq bigint NOT NULL,
        status     text   NOT NULL,
        CONSTRAINT member_statuses_pkey PRIMARY KEY (program_id, member_id)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
