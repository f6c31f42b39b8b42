import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Baskets whose points are held and whose coupons are reserved. */
export class CreateCheckouts1763700000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE checkouts (
        program_id   uuid        NOT NULL,
        checkout_id  uuid        NOT NULL,
        member_id    uuid,
        currency     text        NOT NULL,
        total_minor  bigint      NOT NULL,
        hold_id      uuid,
        points       bigint      NOT NULL,
        points_minor bigint      NOT NULL,
        coupons      json        NOT NULL,
        state        text        NOT NULL,
        purchase_id  uuid,
        created_at   timestamptz NOT NULL,
        expires_at   timestamptz NOT NULL,
        CONSTRAINT checkouts_pkey PRIMARY KEY (program_id, checkout_id),
        CONSTRAINT checkouts_state CHECK (
          CASE state WHEN 'captured' THEN purchase_id IS NOT NULL
                     WHEN 'open' THEN purchase_id IS NULL
                     WHEN 'released' THEN purchase_id IS NULL ELSE false END),
        CONSTRAINT checkouts_points CHECK (
          points >= 0 AND points_minor >= 0 AND (points = 0 OR (member_id IS NOT NULL AND hold_id IS NOT NULL)))
      )`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
