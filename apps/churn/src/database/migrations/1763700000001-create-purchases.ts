import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What churn keeps of purchases: the facts themselves, so that a summary is exact in any order of arrival. */
export class CreatePurchases1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE programs (
        program_id uuid NOT NULL CONSTRAINT programs_pkey PRIMARY KEY,
        currency   text NOT NULL,
        time_zone  text NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE purchases (
        program_id      uuid        NOT NULL,
        member_id       uuid        NOT NULL,
        purchase_id     uuid        NOT NULL,
        occurred_at     timestamptz NOT NULL,
        currency        text        NOT NULL,
        payable_minor   bigint      NOT NULL,
        value_per_minor smallint    NOT NULL,
        CONSTRAINT purchases_pkey PRIMARY KEY (program_id, member_id, purchase_id)
      )`);
    await runner.query(`
      CREATE TABLE adjustments (
        program_id    uuid    NOT NULL,
        purchase_id   uuid    NOT NULL,
        adjustment_id text    NOT NULL,
        refund_minor  bigint  NOT NULL,
        voided        boolean NOT NULL,
        CONSTRAINT adjustments_pkey PRIMARY KEY (program_id, purchase_id, adjustment_id)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
