import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What moved, summed by cohort and day behind the postings, and reads of the ledger by when things happened. */
export class CreateLiabilitySums1763700000340 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const statements = [
  // Days for an instant in the past, months for everything before: both are added to in the same statement.
  `CREATE TABLE liability_sums (
     program_id uuid   NOT NULL,
     wallet     text   NOT NULL,
     time_zone  text   NOT NULL,
     grain      text   NOT NULL,
     moved      text   NOT NULL,
     cohort     text   NOT NULL,
     account    text   NOT NULL,
     up         bigint NOT NULL,
     down       bigint NOT NULL,
     CONSTRAINT liability_sums_pkey PRIMARY KEY (program_id, wallet, grain, moved, cohort, account, time_zone),
     CONSTRAINT liability_sums_grain CHECK (grain IN ('day', 'month')),
     CONSTRAINT liability_sums_sums CHECK (up >= 0 AND down >= 0)
   )`,
  // One row: postings of database transactions before to_txid are in the sums; nothing of them happened after happened_by.
  `CREATE TABLE liability_marks (
     wallet      text        NOT NULL,
     link_number bigint      NOT NULL,
     to_txid     bigint      NOT NULL,
     happened_by timestamptz,
     CONSTRAINT liability_marks_pkey PRIMARY KEY (wallet)
   )`,
  `INSERT INTO liability_marks (wallet, link_number, to_txid) VALUES ('points', 0, 0)`,
  // A block range index costs a posting next to nothing; most of what is recorded has just happened.
  `CREATE INDEX ledger_transactions_occurred ON ledger_transactions
    USING brin (occurred_at) WITH (pages_per_range = 16, autosummarize = on)`,
];
