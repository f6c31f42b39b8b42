import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to keyed writes, kept so that a repeated request gets the first answer again. */
export class IdempotencyKeys1760000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        program_id    uuid        NOT NULL,
        credential_id text        NOT NULL,
        route         text        NOT NULL,
        key           text        NOT NULL,
        request_hash  text        NOT NULL,
        status        smallint    NOT NULL,
        body          jsonb       NOT NULL,
        recorded_at   timestamptz NOT NULL,
        expires_at    timestamptz NOT NULL,
        PRIMARY KEY (program_id, credential_id, route, key)
      )`);
    await runner.query('CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
