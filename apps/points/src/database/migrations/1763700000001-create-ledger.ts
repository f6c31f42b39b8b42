import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Receipts and purchases, the ledger with its lots and wallets, campaigns, and what points knows of members. */
export class CreateLedger1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...purchaseTables, ...ledgerTables, ...appendOnly, ...balanced, ...knowledgeTables]) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const purchaseTables = [
  // A receipt earns at most once: this key is the guard. The only hot table that is not found by its member.
  `CREATE TABLE receipts (
     program_id     uuid        NOT NULL,
     transaction_id text        NOT NULL,
     purchase_id    uuid        NOT NULL,
     member_id      uuid,
     occurred_at    timestamptz NOT NULL,
     content_hash   bytea       NOT NULL,
     reference_hash bytea,
     claimed_at     timestamptz,
     CONSTRAINT receipts_pkey PRIMARY KEY (program_id, transaction_id),
     CONSTRAINT receipts_claimed CHECK (claimed_at IS NULL OR (reference_hash IS NULL AND member_id IS NOT NULL))
   )`,
  `CREATE INDEX receipts_purchase_id ON receipts (program_id, purchase_id)`,

  // An unclaimed purchase stands under its own id in member_id, so that it has a place among the members too. Documents are
  // json, not jsonb: read whole, written 2.5 times as fast and 30 % smaller for a receipt of two lines.
  `CREATE TABLE purchases (
     program_id     uuid        NOT NULL,
     member_id      uuid        NOT NULL,
     occurred_at    timestamptz NOT NULL,
     purchase_id    uuid        NOT NULL,
     transaction_id text        NOT NULL,
     store_id       text,
     channel        text        NOT NULL,
     currency       text        NOT NULL,
     recorded_at    timestamptz NOT NULL,
     total_minor    bigint      NOT NULL,
     coupon_minor   bigint      NOT NULL,
     payable_minor  bigint      NOT NULL,
     points_earned  bigint      NOT NULL,
     points_pending bigint      NOT NULL,
     lines          json        NOT NULL,
     outcome        json        NOT NULL,
     details        json,
     CONSTRAINT purchases_pkey PRIMARY KEY (program_id, member_id, occurred_at, purchase_id),
     CONSTRAINT purchases_amounts CHECK (payable_minor >= 0 AND payable_minor = total_minor - coupon_minor)
   )`,
];

const ledgerTables = [
  `CREATE TABLE ledger_transactions (
     program_id       uuid        NOT NULL,
     member_id        uuid        NOT NULL,
     wallet           text        NOT NULL,
     seq              bigint      NOT NULL,
     posting_id       uuid        NOT NULL,
     kind             text        NOT NULL,
     source_type      text        NOT NULL,
     source_id        uuid        NOT NULL,
     source_reference text        NOT NULL,
     actor_type       text        NOT NULL,
     actor_id         text        NOT NULL,
     store_id         text,
     corrects         uuid,
     occurred_at      timestamptz NOT NULL,
     recorded_at      timestamptz NOT NULL,
     CONSTRAINT ledger_transactions_pkey PRIMARY KEY (program_id, member_id, wallet, seq)
   )`,

  // What caused an entry beyond its campaign and tier stands once, in its transaction.
  `CREATE TABLE ledger_entries (
     program_id       uuid        NOT NULL,
     member_id        uuid        NOT NULL,
     wallet           text        NOT NULL,
     seq              bigint      NOT NULL,
     place            smallint    NOT NULL,
     posting_id       uuid        NOT NULL,
     account          text        NOT NULL,
     delta            bigint      NOT NULL,
     account_after    bigint,
     lot_id           uuid,
     campaign_code    text,
     campaign_version integer,
     campaign_hash    bytea,
     tier_level       text,
     occurred_at      timestamptz NOT NULL,
     recorded_at      timestamptz NOT NULL,
     CONSTRAINT ledger_entries_pkey PRIMARY KEY (program_id, member_id, wallet, seq, place),
     CONSTRAINT ledger_entries_moves CHECK (delta <> 0),
     CONSTRAINT ledger_entries_account CHECK (
       CASE WHEN account IN ('available', 'pending', 'held', 'debt') THEN account_after IS NOT NULL
            ELSE account IN ('issued', 'redeemed', 'expired', 'adjusted') AND account_after IS NULL END)
   )`,

  // `seq` is the transaction that opened the lot: ids of one millisecond have no order.
  `CREATE TABLE lots (
     program_id       uuid        NOT NULL,
     member_id        uuid        NOT NULL,
     wallet           text        NOT NULL,
     seq              bigint      NOT NULL,
     lot_id           uuid        NOT NULL,
     issued           bigint      NOT NULL,
     remaining        bigint      NOT NULL,
     state            text        NOT NULL,
     earned_at        timestamptz NOT NULL,
     activates_at     timestamptz,
     expires_at       timestamptz,
     campaign_code    text        NOT NULL,
     campaign_version integer     NOT NULL,
     purchase_id      uuid,
     CONSTRAINT lots_pkey PRIMARY KEY (program_id, member_id, wallet, seq, lot_id),
     CONSTRAINT lots_remaining CHECK (issued > 0 AND remaining BETWEEN 0 AND issued),
     CONSTRAINT lots_state CHECK (state IN ('pending', 'active', 'cancelled'))
   )`,
  `CREATE INDEX lots_expiring ON lots (program_id, member_id, wallet, expires_at)
    WHERE expires_at IS NOT NULL AND remaining > 0`,

  // Changed in place at every posting: room in each page keeps the new version beside the old one.
  `CREATE TABLE wallets (
     program_id      uuid   NOT NULL,
     member_id       uuid   NOT NULL,
     wallet          text   NOT NULL,
     available       bigint NOT NULL,
     pending         bigint NOT NULL,
     held            bigint NOT NULL,
     debt            bigint NOT NULL,
     lifetime_earned bigint NOT NULL,
     seq             bigint NOT NULL,
     CONSTRAINT wallets_pkey PRIMARY KEY (program_id, member_id, wallet),
     CONSTRAINT wallets_balances CHECK (available >= 0 AND pending >= 0 AND held >= 0 AND debt >= 0),
     CONSTRAINT wallets_debt CHECK (debt = 0 OR available = 0)
   ) WITH (fillfactor = 80)`,
];

/** Not even an administrator's session changes what was written by mistake: the trigger fires in every replication role. */
const appendOnly = [
  `CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% is append-only: a correction is a new transaction', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
   END $$`,
  ...['ledger_transactions', 'ledger_entries'].flatMap((table) => [
    `REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM keepsake_points`,
    `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`,
    `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_append_only`,
  ]),
];

/** Checked once a statement over all its rows, so that a transaction is written whole or not at all. */
const balanced = [
  `CREATE FUNCTION require_balanced_entries() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF EXISTS (SELECT FROM added GROUP BY program_id, member_id, wallet, seq HAVING sum(delta) <> 0) THEN
       RAISE EXCEPTION 'the entries of a ledger transaction sum to zero' USING ERRCODE = 'check_violation';
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries
     REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION require_balanced_entries()`,
  `ALTER TABLE ledger_entries ENABLE ALWAYS TRIGGER ledger_entries_balanced`,
];

const knowledgeTables = [
  `CREATE TABLE campaigns (
     program_id   uuid        NOT NULL,
     code         text        NOT NULL,
     version      integer     NOT NULL,
     state        text        NOT NULL,
     document     jsonb       NOT NULL,
     content_hash text        NOT NULL,
     published_at timestamptz NOT NULL,
     CONSTRAINT campaigns_pkey PRIMARY KEY (program_id, code, version),
     CONSTRAINT campaigns_state CHECK (state IN ('published', 'retired'))
   )`,

  `CREATE TABLE member_levels (
     program_id uuid        NOT NULL,
     member_id  uuid        NOT NULL,
     since      timestamptz NOT NULL,
     member_seq bigint      NOT NULL,
     ladder     text        NOT NULL,
     level      text        NOT NULL,
     CONSTRAINT member_levels_pkey PRIMARY KEY (program_id, member_id, since, member_seq)
   )`,

  `CREATE TABLE member_segments (
     program_id uuid        NOT NULL,
     member_id  uuid        NOT NULL,
     since      timestamptz NOT NULL,
     member_seq bigint      NOT NULL,
     segment    text        NOT NULL,
     entered    boolean     NOT NULL,
     CONSTRAINT member_segments_pkey PRIMARY KEY (program_id, member_id, since, member_seq)
   )`,
];
