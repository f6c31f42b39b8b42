import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The chain over the signatures, signatures of what no entry tells, and how far members have been warned. */
export class CreateLedgerLinks1763700000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...signatures, ...links, ...warnings]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const signatures = [
  // When a lot was earned, becomes active and expires stands in no entry; nor does the end of a hold.
  `ALTER TABLE lots ADD COLUMN signature bytea`,
  `ALTER TABLE holds ADD COLUMN signature bytea`,
];

const links = [
  // A link covers the ledger transactions that database transactions in [from_txid, to_txid) wrote, in the order of
  // (txid, program, member, wallet, seq); a range of many is several links. The ids tell which row was removed.
  `CREATE TABLE ledger_links (
     number      bigint      NOT NULL,
     from_txid   bigint      NOT NULL,
     to_txid     bigint      NOT NULL,
     posting_ids uuid[]      NOT NULL,
     link        bytea       NOT NULL,
     through_at  timestamptz NOT NULL,
     linked_at   timestamptz NOT NULL,
     CONSTRAINT ledger_links_pkey PRIMARY KEY (number),
     CONSTRAINT ledger_links_range CHECK (from_txid < to_txid AND cardinality(posting_ids) > 0)
   )`,
  `REVOKE UPDATE, DELETE, TRUNCATE ON ledger_links FROM keepsake_points`,
  `CREATE TRIGGER ledger_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_links
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`,
  `ALTER TABLE ledger_links ENABLE ALWAYS TRIGGER ledger_links_append_only`,
];

const warnings = [
  // In the order in which members are warned. Only lots that expire are in it.
  `CREATE INDEX lots_expiring ON lots (program_id, expires_at, member_id) WHERE remaining > 0 AND expires_at IS NOT NULL`,
  // Who was warned last: members are warned in the order of (expires_at, member_id), so that nobody is warned twice.
  `CREATE TABLE expiry_warnings (
     program_id uuid        NOT NULL,
     days_left  integer     NOT NULL,
     expires_at timestamptz NOT NULL,
     member_id  uuid        NOT NULL,
     CONSTRAINT expiry_warnings_pkey PRIMARY KEY (program_id, days_left)
   )`,
];
