import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was learned of items, one model a programme; and the items of each purchase, which it is learned from. */
export class CreateItemModels1763700000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE purchases ADD COLUMN skus text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`
      CREATE TABLE item_models (
        program_id uuid        NOT NULL CONSTRAINT item_models_pkey PRIMARY KEY,
        as_of      timestamptz NOT NULL,
        popular    json        NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE items (
        program_id    uuid             NOT NULL,
        sku           text             NOT NULL,
        demand        double precision NOT NULL,
        neighbours    json             NOT NULL,
        replenishment json,
        CONSTRAINT items_pkey PRIMARY KEY (program_id, sku)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
