import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What members have sent to others by day, and what was said with a command. */
export class CreateSpending1763700000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A day is the programme's. Counted here, because the ledger of a busy member is long.
    await runner.query(`
      CREATE TABLE transfer_totals (
        program_id uuid   NOT NULL,
        member_id  uuid   NOT NULL,
        day        date   NOT NULL,
        points     bigint NOT NULL,
        CONSTRAINT transfer_totals_pkey PRIMARY KEY (program_id, member_id, day),
        CONSTRAINT transfer_totals_points CHECK (points > 0)
      )`);
    await runner.query(`
      CREATE TABLE spending_details (
        program_id  uuid        NOT NULL,
        spending_id uuid        NOT NULL,
        member_id   uuid        NOT NULL,
        details     json        NOT NULL,
        recorded_at timestamptz NOT NULL,
        CONSTRAINT spending_details_pkey PRIMARY KEY (program_id, spending_id)
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
