import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type FactsAsOf, MemberPurchasesReader, type ScoredMember } from '../application/ports/member-purchases.js';
import type { DatedPurchase, MemberPurchases } from '../domain/features/member-purchases.js';
import { valuePerMinor } from '../domain/value.js';

type Change = readonly [day: number, refund: number, voided: boolean];

interface PurchaseLine {
  readonly memberId: string;
  readonly day: number;
  readonly knownDay: number;
  readonly value: number;
  readonly total: number;
  readonly storeId: string | null;
  readonly channel: string | null;
  readonly categories: readonly string[];
  readonly changes: readonly Change[] | null;
}

const memberColumns = `
  member_id AS "memberId", tier, segment, points_expire_at AS "pointsExpireAt", tier_review_at AS "tierReviewAt"`;
// Whose every purchase was voided since has no days any more, and was a buyer as of an earlier instant.
const isScored = `
  status NOT IN ('closed', 'merged', 'erased')
  AND (days > 0 OR EXISTS (SELECT FROM purchases p WHERE p.program_id = members.program_id AND p.member_id = members.member_id))`;

@Injectable()
export class PgMemberPurchasesReader extends MemberPurchasesReader {
  constructor(private readonly database: Database) {
    super();
  }

  override async count(programId: string): Promise<number> {
    const [row] = await this.database.query<{ members: number }>(
      `SELECT count(*) AS members FROM members WHERE program_id = $1 AND ${isScored}`,
      [programId],
    );
    return row?.members ?? 0;
  }

  override page(
    programId: string,
    { after, first, oneIn }: { readonly after: string | undefined; readonly first: number; readonly oneIn: number },
  ): Promise<ScoredMember[]> {
    return this.database.query<ScoredMember>(
      `SELECT ${memberColumns} FROM members
        WHERE program_id = $1 AND ($2::uuid IS NULL OR member_id > $2::uuid) AND ${isScored}
          AND abs(hashtextextended(member_id::text, 0) % $4::bigint) = 0
        ORDER BY member_id LIMIT $3::integer`,
      [programId, after ?? null, first, oneIn],
    );
  }

  override find(programId: string, memberIds: readonly string[]): Promise<ScoredMember[]> {
    return this.database.query<ScoredMember>(
      `SELECT ${memberColumns} FROM members WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) AND ${isScored}
        ORDER BY member_id`,
      [programId, memberIds],
    );
  }

  override async purchases(
    { programId, asOf, timeZone, currency }: FactsAsOf,
    memberIds: readonly string[],
  ): Promise<MemberPurchases[]> {
    const lines = await this.database.query<PurchaseLine>(purchasesSql, [programId, memberIds, asOf, timeZone]);
    const perMinor = valuePerMinor(currency);
    const byMember = new Map<string, DatedPurchase[]>(memberIds.map((memberId) => [memberId, []]));
    for (const { memberId, value, total, changes, ...rest } of lines) {
      byMember.get(memberId)?.push({
        ...rest,
        value: value / perMinor,
        total: total / perMinor,
        changes: (changes ?? []).map(([day, refund, voided]) => ({ day, refund: refund / perMinor, voided })),
      });
    }
    return memberIds.map((member) => ({ member, purchases: byMember.get(member) ?? [] }));
  }
}

// As of an instant: later purchases, claims, returns and voids are not read at all. A return is never dated before its purchase.
const purchasesSql = `
  SELECT p.member_id AS "memberId", (p.occurred_at AT TIME ZONE $4)::date - DATE '1970-01-01' AS day,
         (p.known_at AT TIME ZONE $4)::date - DATE '1970-01-01' AS "knownDay",
         p.payable_minor * p.value_per_minor AS value, p.total_minor * p.value_per_minor AS total,
         p.store_id AS "storeId", p.channel, p.categories, c.changes
    FROM purchases p
    LEFT JOIN LATERAL (
           SELECT json_agg(json_build_array(
                    (greatest(a.occurred_at, p.occurred_at) AT TIME ZONE $4)::date - DATE '1970-01-01',
                    a.refund_minor * p.value_per_minor, a.voided) ORDER BY a.occurred_at, a.adjustment_id) AS changes
             FROM adjustments a
            WHERE a.program_id = p.program_id AND a.purchase_id = p.purchase_id
              AND greatest(a.occurred_at, p.occurred_at) <= $3::timestamptz) c ON true
   WHERE p.program_id = $1 AND p.member_id = ANY ($2::uuid[])
     AND p.occurred_at <= $3::timestamptz AND p.known_at <= $3::timestamptz
   ORDER BY p.member_id, p.occurred_at, p.purchase_id`;
