import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API clients, webhook endpoints with their secrets, messages and deliveries. */
export class CreatePartners1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_clients (
        program_id    uuid        NOT NULL,
        client_id     uuid        NOT NULL,
        key_id        text        NOT NULL,
        name          text        NOT NULL,
        scope         text        NOT NULL,
        store_id      text,
        program_wide  boolean     NOT NULL,
        secret_hash   bytea       NOT NULL,
        sealed_secret bytea,
        created_at    timestamptz NOT NULL,
        revoked_at    timestamptz,
        CONSTRAINT api_clients_pkey PRIMARY KEY (program_id, client_id),
        CONSTRAINT api_clients_scope CHECK (scope IN ('pos', 'app', 'partner', 'admin'))
      )`);
    await runner.query('CREATE UNIQUE INDEX api_clients_key_id ON api_clients (key_id)');

    await runner.query(`
      CREATE TABLE webhook_endpoints (
        program_id      uuid        NOT NULL,
        endpoint_id     uuid        NOT NULL,
        owner_id        text        NOT NULL,
        url             text        NOT NULL,
        events          text[]      NOT NULL,
        description     text,
        status          text        NOT NULL,
        disabled_reason text,
        disabled_at     timestamptz,
        audience        text        NOT NULL,
        failing_since   timestamptz,
        created_at      timestamptz NOT NULL,
        deleted_at      timestamptz,
        CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (program_id, endpoint_id),
        CONSTRAINT webhook_endpoints_status CHECK (
          (status = 'enabled' AND disabled_reason IS NULL AND disabled_at IS NULL) OR
          (status = 'disabled' AND disabled_reason IS NOT NULL AND disabled_at IS NOT NULL)),
        CONSTRAINT webhook_endpoints_audience CHECK (audience IN ('linked', 'program'))
      )`);
    await runner.query(`
      CREATE TABLE webhook_secrets (
        program_id  uuid        NOT NULL,
        endpoint_id uuid        NOT NULL,
        created_at  timestamptz NOT NULL,
        sealed      bytea       NOT NULL,
        retires_at  timestamptz,
        CONSTRAINT webhook_secrets_pkey PRIMARY KEY (program_id, endpoint_id, created_at)
      )`);

    await runner.query(`
      CREATE TABLE webhook_positions (
        program_id    uuid   NOT NULL CONSTRAINT webhook_positions_pkey PRIMARY KEY,
        last_position bigint NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE webhook_messages (
        program_id uuid        NOT NULL,
        event_id   uuid        NOT NULL,
        body       text        NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT webhook_messages_pkey PRIMARY KEY (program_id, event_id)
      )`);
    await runner.query('CREATE INDEX webhook_messages_created_at ON webhook_messages (created_at)');
    // fillfactor: each row is updated twice or more (claimed, recorded), cheapest on its own page.
    await runner.query(`
      CREATE TABLE webhook_deliveries (
        program_id       uuid        NOT NULL,
        endpoint_id      uuid        NOT NULL,
        event_id         uuid        NOT NULL,
        delivery_id      uuid        NOT NULL,
        position         bigint      NOT NULL,
        type             text        NOT NULL,
        kind             text        NOT NULL,
        status           text        NOT NULL,
        attempts         smallint    NOT NULL,
        last_status_code smallint,
        last_error_code  text,
        last_duration_ms integer,
        next_attempt_at  timestamptz,
        created_at       timestamptz NOT NULL,
        delivered_at     timestamptz,
        CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (program_id, endpoint_id, event_id),
        CONSTRAINT webhook_deliveries_kind CHECK (kind IN ('event', 'test')),
        CONSTRAINT webhook_deliveries_status CHECK (
          status IN ('delivered', 'failed') OR (status = 'pending' AND next_attempt_at IS NOT NULL))
      ) WITH (fillfactor = 80)`);
    await runner.query(
      'CREATE UNIQUE INDEX webhook_deliveries_position ON webhook_deliveries (program_id, endpoint_id, position)',
    );
    await runner.query(`
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (program_id, endpoint_id, next_attempt_at)
        WHERE status = 'pending'`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
