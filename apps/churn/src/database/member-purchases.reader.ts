import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type FactsAsOf,
  type MemberHistory,
  MemberPurchasesReader,
  type ScoredMember,
} from '../application/ports/member-purchases.js';
import type { Engagement, EngagementKind } from '../domain/features/engagement.js';
import type { DatedPurchase, MemberPurchases } from '../domain/features/member-purchases.js';
import { valuePerMinor } from '../domain/value.js';

type Change = readonly [day: number, refund: number, voided: boolean];

type PurchaseCells = readonly [
  day: number,
  knownDay: number,
  value: number,
  total: number,
  storeId: string | null,
  channel: string | null,
  categories: readonly string[],
  changes: readonly Change[] | null,
];

interface PurchasesRow {
  readonly memberId: string;
  readonly purchases: readonly PurchaseCells[];
}

const memberColumns = `
  member_id AS "memberId", tier, segment, points_expire_at AS "pointsExpireAt", tier_review_at AS "tierReviewAt"`;
// Whose every purchase was voided since has no days any more, and was a buyer as of an earlier instant.
const isScored = `
  status NOT IN ('closed', 'merged', 'erased')
  AND (days > 0 OR EXISTS (SELECT FROM purchases p WHERE p.program_id = members.program_id AND p.member_id = members.member_id))`;

interface EngagementsRow {
  readonly memberId: string;
  readonly engagements: readonly (readonly [
    kind: EngagementKind,
    subject: string,
    at: number,
    day: number,
    knownDay: number,
  ])[];
}

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
    const rows = await this.database.query<PurchasesRow>(purchasesSql, [programId, memberIds, asOf, timeZone]);
    const byMember = new Map(rows.map(({ memberId, purchases }) => [memberId, purchases]));
    const engagements = await this.engagements([programId, memberIds, asOf, timeZone]);
    const perMinor = valuePerMinor(currency);
    return memberIds.map((member) => ({
      member,
      purchases: (byMember.get(member) ?? []).map((cells) => purchaseOf(cells, perMinor)),
      engagements: engagements.get(member) ?? [],
    }));
  }

  private async engagements(values: readonly unknown[]): Promise<ReadonlyMap<string, readonly Engagement[]>> {
    const rows = await this.database.query<EngagementsRow>(engagementsSql, values);
    return new Map(
      rows.map(({ memberId, engagements }) => [
        memberId,
        engagements.map(([kind, subject, at, day, knownDay]) => ({ kind, subject, at, day, knownDay })),
      ]),
    );
  }

  override async histories(
    { programId, asOf, timeZone, currency }: FactsAsOf,
    memberIds: readonly string[],
  ): Promise<MemberHistory[]> {
    const rows = await this.database.query<MemberHistory>(historiesSql, [programId, memberIds, asOf, timeZone]);
    const perMinor = valuePerMinor(currency);
    return rows.map((row) => ({ ...row, repeatValue: row.repeatValue / perMinor }));
  }
}

function purchaseOf(
  [day, knownDay, value, total, storeId, channel, categories, changes]: PurchaseCells,
  perMinor: number,
): DatedPurchase {
  return {
    day,
    knownDay,
    value: value / perMinor,
    total: total / perMinor,
    storeId,
    channel,
    categories,
    changes: changes
      ? changes.map(([changedDay, refund, voided]) => ({ day: changedDay, refund: refund / perMinor, voided }))
      : [],
  };
}

// As of an instant: later purchases, claims, returns and voids are not read at all. A return is never dated before its purchase.
// A row a member: with a row a purchase, taking rows apart was three quarters of the thread's work (54 ms for 1,000 members, now 14).
const purchasesSql = `
  SELECT member_id AS "memberId",
         json_agg(json_build_array(day, known_day, value, total, store_id, channel, categories, changes)
                  ORDER BY occurred_at, purchase_id) AS purchases
    FROM (SELECT p.member_id, p.occurred_at, p.purchase_id, (p.occurred_at AT TIME ZONE $4)::date - DATE '1970-01-01' AS day,
                 (p.known_at AT TIME ZONE $4)::date - DATE '1970-01-01' AS known_day,
                 p.payable_minor * p.value_per_minor AS value, p.total_minor * p.value_per_minor AS total,
                 p.store_id, p.channel, p.categories,
                 (SELECT json_agg(json_build_array(
                           (greatest(a.occurred_at, p.occurred_at) AT TIME ZONE $4)::date - DATE '1970-01-01',
                           a.refund_minor * p.value_per_minor, a.voided) ORDER BY a.occurred_at, a.adjustment_id)
                    FROM adjustments a
                   WHERE a.program_id = p.program_id AND a.purchase_id = p.purchase_id
                     AND greatest(a.occurred_at, p.occurred_at) <= $3::timestamptz) AS changes
            FROM purchases p
           WHERE p.program_id = $1 AND p.member_id = ANY ($2::uuid[])
             AND p.occurred_at <= $3::timestamptz AND p.known_at <= $3::timestamptz) known
   GROUP BY member_id`;

const historiesSql = `
  SELECT min(day) AS "firstDay", max(day) AS "lastDay", count(*) AS days,
         (sum(value) - (array_agg(value ORDER BY day))[1])::double precision AS "repeatValue"
    FROM (SELECT p.member_id, (p.occurred_at AT TIME ZONE $4)::date - DATE '1970-01-01' AS day,
                 sum(greatest(0, p.payable_minor - coalesce(a.refund, 0)) * p.value_per_minor) AS value
            FROM purchases p
            LEFT JOIN LATERAL (
                   SELECT sum(refund_minor) AS refund, bool_or(voided) AS voided FROM adjustments
                    WHERE program_id = p.program_id AND purchase_id = p.purchase_id
                      AND greatest(occurred_at, p.occurred_at) <= $3::timestamptz) a ON true
           WHERE p.program_id = $1 AND p.member_id = ANY ($2::uuid[])
             AND p.occurred_at <= $3::timestamptz AND p.known_at <= $3::timestamptz AND a.voided IS NOT TRUE
           GROUP BY p.member_id, day) days
   GROUP BY member_id`;

// As of an instant too: what happened later, or to a member who was somebody else then, is not read.
const engagementsSql = `
  SELECT member_id AS "memberId",
         json_agg(json_build_array(kind, subject, (extract(epoch FROM occurred_at) * 1000)::bigint,
                    (occurred_at AT TIME ZONE $4)::date - DATE '1970-01-01',
                    (known_at AT TIME ZONE $4)::date - DATE '1970-01-01')) AS engagements
    FROM engagements
   WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) AND occurred_at <= $3::timestamptz AND known_at <= $3::timestamptz
   GROUP BY member_id`;
