import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members wait in the order of their events; one who is being scored can be added again without a wait. */
export class QueueRescoringInOrder1763700000860 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rescore_queue
        DROP CONSTRAINT rescore_queue_pkey,
        ADD COLUMN place bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT rescore_queue_pkey PRIMARY KEY`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
