import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The windows of an offer that were opened in a time are counted without a look at those of all members. */
export class IndexOfferWindows1763700000360 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX offer_windows_opened ON offer_windows (program_id, campaign, opened_at)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
