import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who turned out to be whom, and since when. */
export class RedirectMergedMembers1763700000801 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE members ADD COLUMN merged_into uuid, ADD COLUMN merged_at timestamptz');
    await runner.query(
      'CREATE INDEX members_merged_into ON members (program_id, merged_into) WHERE merged_into IS NOT NULL',
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
