import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Growth by purchase and by local day, and the levels it led to. */
export class CreateGrowth1763700000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const statements = [
  // member_id and what follows stay null while only a return of the purchase is known.
  `CREATE TABLE growth_purchases (
     program_id     uuid    NOT NULL,
     purchase_id    uuid    NOT NULL,
     member_id      uuid,
     occurred_at    timestamptz,
     local_day      date,
     currency       text,
     payable_minor  bigint,
     refunded_minor bigint  NOT NULL,
     reversed       boolean NOT NULL,
     value          bigint  NOT NULL,
     CONSTRAINT growth_purchases_pkey PRIMARY KEY (program_id, purchase_id)
   )`,
  'CREATE INDEX growth_purchases_day ON growth_purchases (program_id, member_id, local_day)',
  `CREATE TABLE growth_reversals (
     program_id   uuid        NOT NULL,
     purchase_id  uuid        NOT NULL,
     kind         text        NOT NULL,
     reversal_id  text        NOT NULL,
     refund_minor bigint      NOT NULL,
     occurred_at  timestamptz NOT NULL,
     CONSTRAINT growth_reversals_pkey PRIMARY KEY (program_id, purchase_id, kind, reversal_id)
   )`,
  `CREATE TABLE growth_days (
     program_id uuid   NOT NULL,
     member_id  uuid   NOT NULL,
     local_day  date   NOT NULL,
     value      bigint NOT NULL,
     CONSTRAINT growth_days_pkey PRIMARY KEY (program_id, member_id, local_day)
   )`,
  `CREATE TABLE member_tiers (
     program_id     uuid        NOT NULL,
     member_id      uuid        NOT NULL,
     ladder         text        NOT NULL,
     ladder_version integer     NOT NULL,
     level          text        NOT NULL,
     since          timestamptz NOT NULL,
     peak           bigint      NOT NULL,
     CONSTRAINT member_tiers_pkey PRIMARY KEY (program_id, member_id, ladder)
   )`,
  'CREATE INDEX member_tiers_level ON member_tiers (program_id, level)',
  `CREATE TABLE tier_changes (
     program_id     uuid        NOT NULL,
     member_id      uuid        NOT NULL,
     id             uuid        NOT NULL,
     ladder         text        NOT NULL,
     ladder_version integer     NOT NULL,
     from_level     text        NOT NULL,
     to_level       text        NOT NULL,
     direction      text        NOT NULL,
     reason_code    text        NOT NULL,
     purchase_id    uuid,
     occurred_at    timestamptz NOT NULL,
     recorded_at    timestamptz NOT NULL,
     CONSTRAINT tier_changes_pkey PRIMARY KEY (program_id, member_id, id)
   )`,
  'REVOKE UPDATE, DELETE ON tier_changes FROM keepsake_members',
];
