import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programmes, stores, members with their identifiers, consents, till codes, activities and sessions. */
export class CreateMembers1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const statements = [
  `CREATE TABLE programs (
     program_id     uuid        NOT NULL CONSTRAINT programs_pkey PRIMARY KEY,
     code           text        NOT NULL,
     name           text        NOT NULL,
     currency       text        NOT NULL,
     time_zone      text        NOT NULL,
     currency_rates jsonb       NOT NULL,
     recorded_at    timestamptz NOT NULL
   )`,
  'CREATE UNIQUE INDEX programs_code ON programs (code)',
  `CREATE TABLE tier_ladders (
     program_id   uuid        NOT NULL,
     code         text        NOT NULL,
     version      integer     NOT NULL,
     content_hash text        NOT NULL,
     document     jsonb       NOT NULL,
     published_at timestamptz NOT NULL,
     CONSTRAINT tier_ladders_pkey PRIMARY KEY (program_id, code, version)
   )`,
  // Published is immutable: history and grants name a version and its hash.
  'REVOKE UPDATE, DELETE ON tier_ladders FROM keepsake_members',
  `CREATE TABLE stores (
     program_id  uuid             NOT NULL,
     store_id    text             NOT NULL,
     name        text,
     time_zone   text,
     lat         double precision,
     lng         double precision,
     tags        text[]           NOT NULL,
     recorded_at timestamptz      NOT NULL,
     CONSTRAINT stores_pkey PRIMARY KEY (program_id, store_id)
   )`,
  `CREATE TABLE members (
     program_id  uuid        NOT NULL,
     id          uuid        NOT NULL,
     number      bigserial   NOT NULL,
     status      text        NOT NULL,
     enrolled_at timestamptz NOT NULL,
     recorded_at timestamptz NOT NULL,
     changed_at  timestamptz NOT NULL,
     channel     text        NOT NULL,
     store_id    text,
     data_key    bytea,
     profile     bytea,
     CONSTRAINT members_pkey PRIMARY KEY (program_id, id)
   )`,
  'CREATE UNIQUE INDEX members_number ON members (program_id, number)',
  'CREATE INDEX members_enrolled_at ON members (program_id, enrolled_at, id)',
  `CREATE TABLE identifiers (
     program_id  uuid        NOT NULL,
     digest      bytea       NOT NULL,
     type        text        NOT NULL,
     member_id   uuid        NOT NULL,
     claimed_at  timestamptz NOT NULL,
     replaced_at timestamptz,
     CONSTRAINT identifiers_pkey PRIMARY KEY (program_id, digest)
   )`,
  'CREATE INDEX identifiers_member_id ON identifiers (program_id, member_id)',
  `CREATE TABLE consents (
     program_id  uuid        NOT NULL,
     member_id   uuid        NOT NULL,
     position    bigserial   NOT NULL,
     purpose     text        NOT NULL,
     channel     text,
     granted     boolean     NOT NULL,
     occurred_at timestamptz NOT NULL,
     recorded_at timestamptz NOT NULL,
     recorded_by text        NOT NULL,
     CONSTRAINT consents_pkey PRIMARY KEY (program_id, member_id, position)
   )`,
  // A ledger: what somebody once agreed to is never rewritten.
  'REVOKE UPDATE, DELETE ON consents FROM keepsake_members',
  `CREATE TABLE till_code_uses (
     program_id     uuid        NOT NULL,
     member_number  bigint      NOT NULL,
     slot           bigint      NOT NULL,
     transaction_id text        NOT NULL,
     recorded_at    timestamptz NOT NULL,
     CONSTRAINT till_code_uses_pkey PRIMARY KEY (program_id, member_number, slot)
   )`,
  `CREATE TABLE activities (
     program_id     uuid        NOT NULL,
     event_id       text        NOT NULL,
     id             uuid        NOT NULL,
     member_id      uuid        NOT NULL,
     type           text        NOT NULL,
     facts          jsonb       NOT NULL,
     content_hash   text        NOT NULL,
     reference_hash bytea       NOT NULL,
     occurred_at    timestamptz NOT NULL,
     recorded_at    timestamptz NOT NULL,
     CONSTRAINT activities_pkey PRIMARY KEY (program_id, event_id)
   )`,
  'CREATE INDEX activities_member_id ON activities (program_id, member_id, occurred_at)',
  `CREATE TABLE sessions (
     token_hash  bytea       NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
     program_id  uuid        NOT NULL,
     member_id   uuid        NOT NULL,
     family_id   uuid        NOT NULL,
     ttl_seconds integer     NOT NULL,
     issued_at   timestamptz NOT NULL,
     expires_at  timestamptz NOT NULL,
     rotated_at  timestamptz,
     revoked_at  timestamptz
   )`,
  'CREATE INDEX sessions_family_id ON sessions (family_id)',
];
