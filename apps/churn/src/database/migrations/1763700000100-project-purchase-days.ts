import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Purchase days a member, kept as events arrive, and what a feature needs to know of a purchase and of when it changed. */
export class ProjectPurchaseDays1763700000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE purchases
        ADD COLUMN total_minor bigint,
        ADD COLUMN known_at    timestamptz,
        ADD COLUMN store_id    text,
        ADD COLUMN channel     text,
        ADD COLUMN categories  text[] NOT NULL DEFAULT '{}'`);
    await runner.query('UPDATE purchases SET total_minor = payable_minor, known_at = occurred_at');
    await runner.query(`
      ALTER TABLE purchases
        ALTER COLUMN total_minor SET NOT NULL,
        ALTER COLUMN known_at SET NOT NULL,
        ALTER COLUMN categories DROP DEFAULT`);
    await runner.query('CREATE INDEX purchases_by_time ON purchases (program_id, member_id, occurred_at)');
    await runner.query('CREATE INDEX purchases_by_id ON purchases (program_id, purchase_id)');
    await runner.query("ALTER TABLE adjustments ADD COLUMN occurred_at timestamptz NOT NULL DEFAULT '-infinity'");
    await runner.query('ALTER TABLE adjustments ALTER COLUMN occurred_at DROP DEFAULT');
    await runner.query(`
      CREATE TABLE members (
        program_id       uuid        NOT NULL,
        member_id        uuid        NOT NULL,
        status           text        NOT NULL DEFAULT 'active',
        tier             text,
        segment          text,
        days             integer     NOT NULL DEFAULT 0,
        first_at         timestamptz,
        last_at          timestamptz,
        repeat_value     numeric     NOT NULL DEFAULT 0,
        points_expire_at timestamptz,
        tier_review_at   timestamptz,
        CONSTRAINT members_pkey PRIMARY KEY (program_id, member_id)
      )`);
    await runner.query(`
      CREATE TABLE member_days (
        program_id uuid        NOT NULL,
        member_id  uuid        NOT NULL,
        day        date        NOT NULL,
        purchases  integer     NOT NULL,
        value      numeric     NOT NULL,
        first_at   timestamptz NOT NULL,
        last_at    timestamptz NOT NULL,
        CONSTRAINT member_days_pkey PRIMARY KEY (program_id, member_id, day)
      )`);
    await runner.query(`
      INSERT INTO member_days
      SELECT p.program_id, p.member_id, (p.occurred_at AT TIME ZONE coalesce(g.time_zone, 'UTC'))::date AS day, count(*),
             sum((p.payable_minor - coalesce(a.refund, 0)) * p.value_per_minor), min(p.occurred_at), max(p.occurred_at)
        FROM purchases p
        LEFT JOIN programs g ON g.program_id = p.program_id
        LEFT JOIN LATERAL (
               SELECT sum(refund_minor) AS refund, bool_or(voided) AS voided FROM adjustments
                WHERE program_id = p.program_id AND purchase_id = p.purchase_id) a ON true
       WHERE a.voided IS NOT TRUE
       GROUP BY p.program_id, p.member_id, day`);
    await runner.query(`
      INSERT INTO members (program_id, member_id, days, first_at, last_at, repeat_value)
      SELECT program_id, member_id, count(*), min(first_at), max(last_at), sum(value) - (array_agg(value ORDER BY day))[1]
        FROM member_days GROUP BY program_id, member_id`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
