import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a returned or voided purchase had used and made due is found by the purchase. */
export class ReversePurchases1763700000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX grants_used_by ON grants (program_id, purchase_id) WHERE purchase_id IS NOT NULL');
    await runner.query(
      `CREATE INDEX grants_triggered_by ON grants (program_id, trigger_id) WHERE trigger_type = 'first_purchase'`,
    );
    await runner.query(`
      CREATE TABLE reversed_purchases (
        program_id  uuid NOT NULL,
        purchase_id uuid NOT NULL,
        CONSTRAINT reversed_purchases_pkey PRIMARY KEY (program_id, purchase_id)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
