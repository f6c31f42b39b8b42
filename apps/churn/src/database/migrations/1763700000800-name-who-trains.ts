import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which process a training runs in, so that others can tell whether it is still there. */
export class NameWhoTrains1763700000800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE models ADD COLUMN held_by uuid');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
