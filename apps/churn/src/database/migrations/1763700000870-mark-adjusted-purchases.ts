import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Says of a purchase whether anything was taken from it, so that reading a history looks for adjustments only where there are any. */
export class MarkAdjustedPurchases1763700000870 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE purchases ADD COLUMN adjusted boolean NOT NULL DEFAULT false');
    await runner.query(`
      UPDATE purchases p SET adjusted = true
       WHERE EXISTS (SELECT FROM adjustments a WHERE a.program_id = p.program_id AND a.purchase_id = p.purchase_id)`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
