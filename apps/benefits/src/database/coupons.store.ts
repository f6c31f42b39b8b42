import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type ConfirmedCoupon, type CouponHold, Coupons } from '../application/ports/coupons.js';
import type { GrantRecord } from '../application/ports/grants.js';
import { couponCodeHash } from './coupon-code-hash.js';
import { grantColumns } from './grants.store.js';

@Injectable()
export class CouponsStore extends Coupons {
  constructor(private readonly database: Database) {
    super();
  }

  override async lockByCodes(
    programId: string,
    codes: readonly string[],
    transactionId: string,
    at: Date,
  ): Promise<ReadonlyMap<string, GrantRecord>> {
    const hashes = codes.map(couponCodeHash);
    // Its own statement: what decides is read after the lock is held, and all lock in one order.
    await this.database.query(
      'SELECT 1 FROM grants WHERE program_id = $1 AND coupon_code_hash = ANY ($2::text[]) ORDER BY coupon_id FOR UPDATE',
      [programId, hashes],
    );
    const rows = await this.database.query<GrantRecord & { hash: string }>(
      `SELECT ${grantColumns}, g.coupon_code_hash AS hash,
              (SELECT max(h.expires_at) FROM coupon_holds h
                WHERE h.program_id = g.program_id AND h.coupon_id = g.coupon_id AND h.expires_at > $3 AND h.transaction_id <> $4) AS "reservedUntil"
         FROM grants g WHERE g.program_id = $1 AND g.coupon_code_hash = ANY ($2::text[])`,
      [programId, hashes, at, transactionId],
    );
    const byHash = new Map(rows.map(({ hash, ...grant }) => [hash, grant]));
    return new Map(
      codes.flatMap((code) => {
        const grant = byHash.get(couponCodeHash(code));
        return grant ? [[code, grant] as const] : [];
      }),
    );
  }

  override findHolds(programId: string, transactionId: string, at: Date): Promise<readonly CouponHold[]> {
    return this.database.query<CouponHold>(
      `SELECT DISTINCT ON (h.coupon_id) h.coupon_id AS "couponId", h.discount_minor AS "discountMinor", g.code, g.version
         FROM coupon_holds h JOIN grants g ON g.program_id = h.program_id AND g.coupon_id = h.coupon_id
        WHERE h.program_id = $1 AND h.transaction_id = $2
          AND ((h.expires_at > $3 AND g.status <> 'used') OR g.purchase_id::text = h.attempt_id)
        ORDER BY h.coupon_id, h.expires_at`,
      [programId, transactionId, at],
    );
  }

  override async hold({
    programId,
    transactionId,
    attemptId,
    coupons,
    expiresAt,
  }: Parameters<Coupons['hold']>[0]): Promise<void> {
    await this.database.query(
      `INSERT INTO coupon_holds (program_id, coupon_id, attempt_id, transaction_id, position, discount_minor, expires_at)
       SELECT $1, coupon_id, $2, $3, position, discount_minor, $6
         FROM unnest($4::uuid[], $5::bigint[]) WITH ORDINALITY AS c (coupon_id, discount_minor, position)
       ON CONFLICT (program_id, coupon_id, attempt_id) DO NOTHING`,
      [
        programId,
        attemptId,
        transactionId,
        coupons.map(({ couponId }) => couponId),
        coupons.map(({ discountMinor }) => discountMinor),
        expiresAt,
      ],
    );
  }

  override async release(
    programId: string,
    { attemptIds, transactionIds = [] }: { attemptIds: readonly string[]; transactionIds?: readonly string[] },
  ): Promise<void> {
    await this.database.query(
      `DELETE FROM coupon_holds
        WHERE program_id = $1 AND (attempt_id = ANY ($2::text[]) OR transaction_id = ANY ($3::text[]))`,
      [programId, attemptIds, transactionIds],
    );
  }

  override async giveBack(programId: string, purchaseIds: readonly string[]): Promise<void> {
    // The purchase's own hold goes with it: it would keep the coupon from others until it lapses.
    await this.database.query(
      `WITH freed AS (
         UPDATE grants SET status = 'granted', purchase_id = NULL
          WHERE program_id = $1 AND purchase_id = ANY ($2::uuid[]) AND status = 'used' AND coupon_id IS NOT NULL
         RETURNING coupon_id)
       DELETE FROM coupon_holds h USING freed WHERE h.program_id = $1 AND h.coupon_id = freed.coupon_id`,
      [programId, purchaseIds],
    );
  }

  override confirm(
    programId: string,
    purchases: readonly {
      readonly transactionId: string;
      readonly purchaseId: string;
      readonly couponIds: readonly string[];
    }[],
  ): Promise<readonly (ConfirmedCoupon & { readonly purchaseId: string })[]> {
    const rows = purchases.flatMap(({ transactionId, purchaseId, couponIds }) =>
      couponIds.map((couponId) => ({ transactionId, purchaseId, couponId })),
    );
    // An expired one counts as well: the purchase was accepted while it was valid, and its event comes when it comes.
    return this.database.query(
      `UPDATE grants g SET status = 'used', purchase_id = c.purchase_id
         FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS c (coupon_id, purchase_id, transaction_id)
        WHERE g.program_id = $1 AND g.coupon_id = c.coupon_id AND g.status IN ('granted', 'expired')
       RETURNING g.coupon_id AS "couponId", g.grant_id AS "grantId", g.member_id AS "memberId", c.purchase_id AS "purchaseId",
                 coalesce((SELECT h.discount_minor FROM coupon_holds h
                            WHERE h.program_id = $1 AND h.coupon_id = c.coupon_id
                              AND (h.transaction_id = c.transaction_id OR h.attempt_id = c.purchase_id::text) LIMIT 1), 0) AS "discountMinor"`,
      [
        programId,
        rows.map(({ couponId }) => couponId),
        rows.map(({ purchaseId }) => purchaseId),
        rows.map(({ transactionId }) => transactionId),
      ],
    );
  }
}
