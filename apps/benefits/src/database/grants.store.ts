import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { CouponCodes } from '../application/ports/coupons.js';
import { type GrantRecord, Grants, type MemberState, type NewGrant } from '../application/ports/grants.js';
import { couponCodeHash } from './coupon-code-hash.js';

const grantsPerMemberMax = 1_000;

/** A grant with what its coupon is held by; $2 is the instant of the question. Shared by every read of grants. */
export const grantColumns = `
  g.grant_id AS "grantId", g.member_id AS "memberId", g.code, g.version, g.status, g.valid_from AS "validFrom",
  g.valid_until AS "validUntil", g.recorded_at AS "recordedAt", g.coupon_id AS "couponId"`;

const heldUntil = `
  CASE WHEN g.coupon_id IS NULL OR g.status <> 'granted' THEN NULL ELSE (
    SELECT max(h.expires_at) FROM coupon_holds h
     WHERE h.program_id = g.program_id AND h.coupon_id = g.coupon_id AND h.expires_at > $2) END AS "reservedUntil"`;

@Injectable()
export class GrantsStore extends Grants {
  constructor(
    private readonly database: Database,
    private readonly codes: CouponCodes,
  ) {
    super();
  }

  override async grant(grants: readonly NewGrant[]): Promise<ReadonlySet<string>> {
    const column = <Value>(read: (grant: NewGrant) => Value): Value[] => grants.map(read);
    const granted = await this.database.query<{ id: string }>(
      `INSERT INTO grants (program_id, member_id, grant_id, code, version, content_hash, once_key, trigger_type, trigger_id, status,
                           valid_from, valid_until, recorded_at, coupon_id, coupon_code_hash)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
                            $10::text[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::uuid[], $15::text[])
       ON CONFLICT (program_id, member_id, code, once_key) DO NOTHING
       RETURNING grant_id AS id`,
      [
        column((grant) => grant.programId),
        column((grant) => grant.memberId),
        column((grant) => grant.grantId),
        column((grant) => grant.due.benefit.code),
        column((grant) => grant.due.benefit.version),
        column((grant) => grant.due.benefit.contentHash),
        column((grant) => grant.due.onceKey),
        column((grant) => grant.due.trigger.type),
        column((grant) => grant.due.trigger.id),
        column((grant) => (grant.expired ? 'expired' : 'granted')),
        column((grant) => grant.due.validFrom),
        column((grant) => grant.due.validUntil),
        column((grant) => grant.recordedAt),
        column((grant) => grant.couponId),
        column((grant) => (grant.couponId === null ? null : couponCodeHash(this.codes.codeOf(grant.couponId)))),
      ],
    );
    return new Set(granted.map(({ id }) => id));
  }

  override async setLevels(programId: string, states: readonly MemberState[]): Promise<void> {
    await this.database.query(
      `INSERT INTO member_states (program_id, member_id, level)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[])
       ON CONFLICT (program_id, member_id) DO UPDATE SET level = excluded.level`,
      [programId, states.map(({ memberId }) => memberId), states.map(({ level }) => level)],
    );
  }

  override async markFirstPurchases(
    programId: string,
    purchases: readonly { memberId: string; purchaseId: string }[],
  ): Promise<ReadonlySet<string>> {
    // Nearly every purchase is not a first one: those members are told apart by a read, and nothing is written for them.
    const first = await this.database.query<{ memberId: string }>(
      `INSERT INTO member_states (program_id, member_id, first_purchase_id)
       SELECT DISTINCT ON (p.member_id) $1::uuid, p.member_id, p.purchase_id
         FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS p (member_id, purchase_id, place)
        WHERE NOT EXISTS (SELECT 1 FROM member_states s
                           WHERE s.program_id = $1 AND s.member_id = p.member_id AND s.first_purchase_id IS NOT NULL)
        ORDER BY p.member_id, p.place
       ON CONFLICT (program_id, member_id) DO UPDATE SET first_purchase_id = excluded.first_purchase_id
             WHERE member_states.first_purchase_id IS NULL
       RETURNING member_id AS "memberId"`,
      [programId, purchases.map(({ memberId }) => memberId), purchases.map(({ purchaseId }) => purchaseId)],
    );
    return new Set(first.map(({ memberId }) => memberId));
  }

  override returnTriggered(
    programId: string,
    purchaseIds: readonly string[],
  ): Promise<readonly { grantId: string; memberId: string; purchaseId: string }[]> {
    // The occasion may come again: the key that keeps it unique goes on to the next grant.
    return this.database.query(
      `UPDATE grants SET status = 'returned', once_key = once_key || ':' || grant_id
        WHERE program_id = $1 AND trigger_type = 'first_purchase' AND trigger_id = ANY ($2::text[]) AND status = 'granted'
       RETURNING grant_id AS "grantId", member_id AS "memberId", trigger_id AS "purchaseId"`,
      [programId, purchaseIds],
    );
  }

  override async forgetFirstPurchases(
    programId: string,
    purchases: readonly { memberId: string; purchaseId: string }[],
  ): Promise<void> {
    await this.database.query(
      `UPDATE member_states s SET first_purchase_id = NULL
         FROM unnest($2::uuid[], $3::uuid[]) AS p (member_id, purchase_id)
        WHERE s.program_id = $1 AND s.member_id = p.member_id AND s.first_purchase_id = p.purchase_id
          AND NOT EXISTS (SELECT 1 FROM grants g
                           WHERE g.program_id = $1 AND g.trigger_type = 'first_purchase'
                             AND g.trigger_id = p.purchase_id::text AND g.status <> 'returned')`,
      [programId, purchases.map(({ memberId }) => memberId), purchases.map(({ purchaseId }) => purchaseId)],
    );
  }

  override async keepReversed(programId: string, purchaseIds: readonly string[]): Promise<void> {
    await this.lockPurchases(purchaseIds);
    await this.database.query(
      `INSERT INTO reversed_purchases (program_id, purchase_id)
       SELECT $1, * FROM unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
      [programId, purchaseIds],
    );
  }

  override async findReversed(programId: string, purchaseIds: readonly string[]): Promise<ReadonlySet<string>> {
    await this.lockPurchases(purchaseIds);
    const rows = await this.database.query<{ purchaseId: string }>(
      `SELECT purchase_id AS "purchaseId" FROM reversed_purchases
        WHERE program_id = $1 AND purchase_id = ANY ($2::uuid[])`,
      [programId, purchaseIds],
    );
    return new Set(rows.map(({ purchaseId }) => purchaseId));
  }

  /** A claim and an earlier reversal are told by events of different members' order: they meet here. */
  private async lockPurchases(purchaseIds: readonly string[]): Promise<void> {
    await this.database.query(
      'SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM (SELECT unnest($1::text[]) AS id ORDER BY 1) given',
      [purchaseIds],
    );
  }

  override async readLevels(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<MemberState>(
      'SELECT member_id AS "memberId", level FROM member_states WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) AND level IS NOT NULL',
      [programId, memberIds],
    );
    return new Map(rows.map(({ memberId, level }) => [memberId, level]));
  }

  override list(programId: string, memberIds: readonly string[], at: Date): Promise<readonly GrantRecord[]> {
    return this.database.query<GrantRecord>(
      `SELECT ${grantColumns}, ${heldUntil}
         FROM unnest($3::uuid[]) AS m (id)
        CROSS JOIN LATERAL (SELECT * FROM grants WHERE program_id = $1 AND member_id = m.id ORDER BY grant_id DESC LIMIT ${String(grantsPerMemberMax)}) g`,
      [programId, at, memberIds],
    );
  }

  override findByIds(programId: string, ids: readonly string[], at: Date): Promise<readonly GrantRecord[]> {
    return this.database.query<GrantRecord>(
      `SELECT ${grantColumns}, ${heldUntil} FROM grants g
        WHERE g.program_id = $1 AND (g.grant_id = ANY ($3::uuid[]) OR g.coupon_id = ANY ($3::uuid[]))`,
      [programId, at, ids],
    );
  }

  override expire(
    asOf: Date,
    limit: number,
  ): Promise<readonly { programId: string; memberId: string; grantId: string; validUntil: Date }[]> {
    // A coupon held by a purchase under way is left to that purchase.
    return this.database.query(
      `WITH due AS (
         SELECT program_id, member_id, grant_id FROM grants g
          WHERE status = 'granted' AND valid_until <= $1
            AND NOT EXISTS (SELECT 1 FROM coupon_holds h WHERE h.program_id = g.program_id AND h.coupon_id = g.coupon_id AND h.expires_at > $1)
          ORDER BY valid_until LIMIT $2 FOR UPDATE SKIP LOCKED)
       UPDATE grants g SET status = 'expired' FROM due
        WHERE g.program_id = due.program_id AND g.member_id = due.member_id AND g.grant_id = due.grant_id
       RETURNING g.program_id AS "programId", g.member_id AS "memberId", g.grant_id AS "grantId", g.valid_until AS "validUntil"`,
      [asOf, limit],
    );
  }
}
