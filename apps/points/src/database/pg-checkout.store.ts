import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { CheckoutStore } from '../application/ports/checkout.store.js';
import type { Checkout } from '../domain/checkout.js';
import { plainColumn } from '#platform/database/columns';

@Injectable()
export class PgCheckoutStore extends CheckoutStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async insert(programId: string, checkout: Checkout): Promise<boolean> {
    const inserted = await this.database.affect(insertSql, [
      programId,
      checkout.checkoutId,
      checkout.memberId,
      checkout.currency,
      checkout.totalMinor,
      checkout.holdId,
      checkout.points,
      checkout.pointsMinor,
      JSON.stringify(checkout.coupons),
      checkout.createdAt,
      checkout.expiresAt,
    ]);
    return inserted === 1;
  }

  override async lock(programId: string, checkoutIds: readonly string[]): Promise<ReadonlyMap<string, Checkout>> {
    const rows = await this.database.query<Checkout>(lockSql, [programId, plainColumn(checkoutIds)]);
    return new Map(rows.map((row) => [row.checkoutId, row]));
  }

  override async capture(
    programId: string,
    captures: readonly { readonly checkoutId: string; readonly purchaseId: string }[],
  ): Promise<void> {
    await this.database.query(captureSql, [
      programId,
      plainColumn(captures.map(({ checkoutId }) => checkoutId)),
      plainColumn(captures.map(({ purchaseId }) => purchaseId)),
    ]);
  }

  override async release(programId: string, checkoutId: string): Promise<void> {
    await this.database.query(
      `UPDATE checkouts SET state = 'released' WHERE program_id = $1 AND checkout_id = $2 AND state = 'open'`,
      [programId, checkoutId],
    );
  }
}

const insertSql = `
  INSERT INTO checkouts (program_id, checkout_id, member_id, currency, total_minor, hold_id, points, points_minor, coupons,
                         state, created_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11)
  ON CONFLICT (program_id, checkout_id) DO UPDATE
     SET member_id = excluded.member_id, currency = excluded.currency, total_minor = excluded.total_minor,
         hold_id = excluded.hold_id, points = excluded.points, points_minor = excluded.points_minor,
         coupons = excluded.coupons, state = excluded.state, purchase_id = NULL, created_at = excluded.created_at,
         expires_at = excluded.expires_at
   WHERE checkouts.expires_at < excluded.created_at`;

/** READ COMMITTED reads a row again after it waited for its lock: what is returned is what the lock protects. */
const lockSql = `
  SELECT checkout_id AS "checkoutId", member_id AS "memberId", currency, total_minor AS "totalMinor",
         hold_id AS "holdId", points, points_minor AS "pointsMinor", coupons, state, purchase_id AS "purchaseId", created_at AS "createdAt",
         expires_at AS "expiresAt"
    FROM checkouts
   WHERE program_id = $1 AND checkout_id = ANY ($2::uuid[])
   ORDER BY checkout_id
     FOR UPDATE`;

const captureSql = `
  UPDATE checkouts c SET state = 'captured', purchase_id = paid.purchase_id
    FROM unnest($2::uuid[], $3::uuid[]) AS paid (checkout_id, purchase_id)
   WHERE c.program_id = $1 AND c.checkout_id = paid.checkout_id`;
