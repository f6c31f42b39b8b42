import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a service needs to publish events and to hear those of others; its schema names the producer and the consumer. */
export class Events1760000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...producerTables, ...consumerTables]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}

const producerTables = [
  `CREATE TABLE event_streams (
     program_id uuid   NOT NULL,
     member_id  uuid   NOT NULL,
     last_seq   bigint NOT NULL CHECK (last_seq > 0),
     PRIMARY KEY (program_id, member_id)
   ) WITH (fillfactor = 80)`,

  // Written once and never changed: what was published, for as long as the service lives.
  `CREATE TABLE outbox (
     position       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     id             uuid        NOT NULL,
     program_id     uuid        NOT NULL,
     member_id      uuid,
     member_seq     bigint      CHECK (member_seq > 0),
     type           text        NOT NULL,
     occurred_at    timestamptz NOT NULL,
     recorded_at    timestamptz NOT NULL,
     correlation_id text,
     data           text        NOT NULL,
     CHECK ((member_id IS NULL) = (member_seq IS NULL))
   )`,
  `CREATE UNIQUE INDEX outbox_member_seq ON outbox (program_id, member_id, member_seq) WHERE member_id IS NOT NULL`,
  `CREATE INDEX outbox_recorded_at ON outbox USING brin (recorded_at) WITH (autosummarize = on)`,

  // What the relay has yet to send. Apart from the facts, because marking a row as sent would write the whole event again.
  `CREATE TABLE outbox_unsent (position bigint PRIMARY KEY)
     WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_insert_threshold = -1)`,
];

const consumerTables = [
  // Events without a member, by id. Kept for good: a replay may come at any time, and there are few.
  `CREATE TABLE inbox (
     event_id   uuid        PRIMARY KEY,
     source     text        NOT NULL,
     handled_at timestamptz NOT NULL
   )`,

  // Up to where a producer's events of a member are applied: one row stands for all their inbox ids.
  `CREATE TABLE stream_positions (
     source      text        NOT NULL,
     program_id  uuid        NOT NULL,
     member_id   uuid        NOT NULL,
     last_seq    bigint      NOT NULL CHECK (last_seq >= 0),
     blocked_by  text        CHECK (blocked_by IN ('gap', 'dead')),
     look_at     timestamptz,
     PRIMARY KEY (program_id, member_id, source),
     CHECK ((blocked_by IS NULL) = (look_at IS NULL))
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX stream_positions_blocked ON stream_positions (look_at) WHERE blocked_by IS NOT NULL`,

  `CREATE TABLE parked_events (
     source     text        NOT NULL,
     program_id uuid        NOT NULL,
     member_id  uuid        NOT NULL,
     member_seq bigint      NOT NULL,
     message    text        NOT NULL,
     parked_at  timestamptz NOT NULL,
     PRIMARY KEY (program_id, member_id, source, member_seq)
   )`,

  // program_id and type are null where a job could not even be read.
  `CREATE TABLE dead_letters (
     event_id   uuid        PRIMARY KEY,
     source     text        NOT NULL,
     program_id uuid,
     member_id  uuid,
     member_seq bigint,
     type       text,
     message    text        NOT NULL,
     error      text        NOT NULL,
     attempts   integer     NOT NULL CHECK (attempts > 0),
     failed_at  timestamptz NOT NULL,
     status     text        NOT NULL CHECK (status IN ('dead', 'redriven', 'skipped'))
   )`,
  `CREATE INDEX dead_letters_dead ON dead_letters (failed_at) WHERE status = 'dead'`,
];
