import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Everything that can happen to a point: holds, returns and voids, expiry, transfers, and signatures. */
export class CompleteLedger1763700000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ledger, ...lots, ...wallets, ...purchases, ...holds, ...reversals]) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const ledger = [
  // `txid` is the writing transaction: everything below a snapshot's xmin is settled, which is how the chain knows what it covers.
  `ALTER TABLE ledger_transactions
     ADD COLUMN signature bytea,
     ADD COLUMN txid bigint NOT NULL DEFAULT 0,
     ADD CONSTRAINT ledger_transactions_signed CHECK (signature IS NOT NULL) NOT VALID`,
  `ALTER TABLE ledger_transactions ALTER COLUMN txid DROP DEFAULT`,
  // A block range index costs a posting next to nothing, and the column grows with the table.
  `CREATE INDEX ledger_transactions_txid ON ledger_transactions USING brin (txid) WITH (pages_per_range = 16, autosummarize = on)`,
  `ALTER TABLE ledger_entries
     DROP CONSTRAINT ledger_entries_account,
     ADD CONSTRAINT ledger_entries_account CHECK (
       CASE WHEN account IN ('available', 'pending', 'held', 'debt') THEN account_after IS NOT NULL
            ELSE account IN ('issued', 'redeemed', 'expired', 'adjusted', 'transferred') AND account_after IS NULL END) NOT VALID`,
];

const lots = [
  `ALTER TABLE lots
     ADD COLUMN expired bigint NOT NULL DEFAULT 0,
     ADD COLUMN pending_until text,
     ALTER COLUMN campaign_code DROP NOT NULL,
     ALTER COLUMN campaign_version DROP NOT NULL,
     ADD COLUMN campaign_hash bytea,
     DROP CONSTRAINT lots_remaining,
     ADD CONSTRAINT lots_remaining CHECK (issued > 0 AND remaining >= 0 AND expired >= 0 AND remaining + expired <= issued)`,
  `DROP INDEX lots_expiring`,
  // In redemption order: a redemption reads the first few lots, however many the member has.
  `CREATE INDEX lots_open ON lots (program_id, member_id, wallet, expires_at, earned_at, seq, lot_id) WHERE remaining > 0`,
];

const wallets = [
  `ALTER TABLE wallets ADD COLUMN next_due_at timestamptz`,
  `CREATE INDEX wallets_due ON wallets (next_due_at) WHERE next_due_at IS NOT NULL`,
];

const purchases = [
  // A return or void may come before its purchase: it takes the receipt's place until the purchase is there.
  `ALTER TABLE receipts
     ALTER COLUMN purchase_id DROP NOT NULL,
     ALTER COLUMN occurred_at DROP NOT NULL,
     ALTER COLUMN content_hash DROP NOT NULL,
     ADD COLUMN state text NOT NULL DEFAULT 'recorded',
     ADD CONSTRAINT receipts_state CHECK (
       CASE state WHEN 'recorded' THEN purchase_id IS NOT NULL AND occurred_at IS NOT NULL AND content_hash IS NOT NULL
                  WHEN 'awaited' THEN purchase_id IS NULL ELSE false END)`,
  `ALTER TABLE purchases
     ADD COLUMN points_minor bigint NOT NULL DEFAULT 0,
     ADD COLUMN points_redeemed bigint NOT NULL DEFAULT 0,
     ADD COLUMN state text NOT NULL DEFAULT 'recorded',
     ADD COLUMN returned json,
     DROP CONSTRAINT purchases_amounts,
     ADD CONSTRAINT purchases_amounts CHECK (payable_minor >= 0 AND payable_minor = total_minor - coupon_minor - points_minor),
     ADD CONSTRAINT purchases_state CHECK (state IN ('recorded', 'partially_returned', 'returned', 'voided'))`,
];

const holds = [
  `CREATE TABLE holds (
     program_id uuid        NOT NULL,
     member_id  uuid        NOT NULL,
     wallet     text        NOT NULL,
     hold_id    uuid        NOT NULL,
     seq        bigint      NOT NULL,
     points     bigint      NOT NULL,
     captured   bigint      NOT NULL,
     state      text        NOT NULL,
     purpose    text        NOT NULL,
     slices     json        NOT NULL,
     created_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     CONSTRAINT holds_pkey PRIMARY KEY (program_id, hold_id),
     CONSTRAINT holds_points CHECK (points > 0 AND captured BETWEEN 0 AND points),
     CONSTRAINT holds_state CHECK (state IN ('open', 'captured', 'released', 'expired'))
   )`,
  `CREATE INDEX holds_open ON holds (program_id, member_id, wallet, expires_at) WHERE state = 'open'`,
];

const reversals = [
  // The registry of return and void ids: each is taken once, for ever.
  `CREATE TABLE reversals (
     program_id     uuid        NOT NULL,
     kind           text        NOT NULL,
     reversal_id    text        NOT NULL,
     document_id    uuid        NOT NULL,
     transaction_id text        NOT NULL,
     content_hash   bytea       NOT NULL,
     state          text        NOT NULL,
     store_id       text,
     occurred_at    timestamptz NOT NULL,
     recorded_at    timestamptz NOT NULL,
     document       json        NOT NULL,
     answer         json,
     CONSTRAINT reversals_pkey PRIMARY KEY (program_id, kind, reversal_id),
     CONSTRAINT reversals_kind CHECK (kind IN ('return', 'void')),
     CONSTRAINT reversals_state CHECK (state IN ('parked', 'recorded'))
   )`,
  `CREATE INDEX reversals_parked ON reversals (program_id, transaction_id) WHERE state = 'parked'`,
];
