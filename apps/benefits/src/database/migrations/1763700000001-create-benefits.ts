import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Definitions by version, what was granted under them, and the holds that purchases under way have on coupons. */
export class CreateBenefits1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE benefit_drafts (
        program_id   uuid        NOT NULL,
        code         text        NOT NULL,
        content_hash text        NOT NULL,
        definition   jsonb       NOT NULL,
        updated_at   timestamptz NOT NULL,
        CONSTRAINT benefit_drafts_pkey PRIMARY KEY (program_id, code)
      )`);
    await runner.query(`
      CREATE TABLE benefit_versions (
        program_id   uuid        NOT NULL,
        code         text        NOT NULL,
        version      integer     NOT NULL,
        content_hash text        NOT NULL,
        definition   jsonb       NOT NULL,
        published_at timestamptz NOT NULL,
        CONSTRAINT benefit_versions_pkey PRIMARY KEY (program_id, code, version)
      )`);
    // What was published is what grants were made under: it never changes.
    await runner.query('REVOKE UPDATE, DELETE, TRUNCATE ON benefit_versions FROM keepsake_benefits');
    await runner.query(`
      CREATE TABLE member_states (
        program_id        uuid NOT NULL,
        member_id         uuid NOT NULL,
        level             text,
        first_purchase_id uuid,
        CONSTRAINT member_states_pkey PRIMARY KEY (program_id, member_id)
      )`);
    await runner.query(`
      CREATE TABLE grants (
        program_id       uuid        NOT NULL,
        member_id        uuid        NOT NULL,
        grant_id         uuid        NOT NULL,
        code             text        NOT NULL,
        version          integer     NOT NULL,
        content_hash     text        NOT NULL,
        once_key         text        NOT NULL,
        trigger_type     text        NOT NULL,
        trigger_id       text        NOT NULL,
        status           text        NOT NULL CHECK (status IN ('granted', 'used', 'expired', 'revoked', 'returned')),
        valid_from       timestamptz NOT NULL,
        valid_until      timestamptz,
        recorded_at      timestamptz NOT NULL,
        coupon_id        uuid,
        coupon_code_hash text,
        purchase_id      uuid,
        CONSTRAINT grants_pkey PRIMARY KEY (program_id, member_id, grant_id),
        CONSTRAINT grants_once UNIQUE (program_id, member_id, code, once_key)
      )`);
    await runner.query(
      'CREATE UNIQUE INDEX grants_coupon_code ON grants (program_id, coupon_code_hash) WHERE coupon_code_hash IS NOT NULL',
    );
    await runner.query(
      'CREATE UNIQUE INDEX grants_coupon ON grants (program_id, coupon_id) WHERE coupon_id IS NOT NULL',
    );
    await runner.query('CREATE INDEX grants_id ON grants (program_id, grant_id)');
    await runner.query(
      `CREATE INDEX grants_due ON grants (valid_until) WHERE status = 'granted' AND valid_until IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE coupon_holds (
        program_id     uuid        NOT NULL,
        coupon_id      uuid        NOT NULL,
        attempt_id     text        NOT NULL,
        transaction_id text        NOT NULL,
        position       smallint    NOT NULL,
        discount_minor bigint      NOT NULL,
        expires_at     timestamptz NOT NULL,
        CONSTRAINT coupon_holds_pkey PRIMARY KEY (program_id, coupon_id, attempt_id)
      )`);
    await runner.query('CREATE INDEX coupon_holds_transaction ON coupon_holds (program_id, transaction_id)');
    await runner.query('CREATE INDEX coupon_holds_attempt ON coupon_holds (program_id, attempt_id)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
