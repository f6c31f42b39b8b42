import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type AdjustmentFact, PurchaseFacts, type PurchaseFact } from '../application/ports/purchase-facts.js';
import type { PurchaseDays } from '../domain/purchase-summary.js';
import { valuePerMinor } from '../domain/value.js';

interface DaysRow {
  readonly memberId: string;
  readonly days: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly repeatValue: string | null;
}

@Injectable()
export class PurchaseFactsStore extends PurchaseFacts {
  constructor(private readonly database: Database) {
    super();
  }

  override async record(facts: readonly PurchaseFact[]): Promise<void> {
    if (facts.length === 0) return;
    await this.database.query(
      `INSERT INTO purchases (program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::bigint[], $7::smallint[])
       ON CONFLICT (program_id, member_id, purchase_id) DO NOTHING`,
      [
        facts.map((fact) => fact.programId),
        facts.map((fact) => fact.memberId),
        facts.map((fact) => fact.purchaseId),
        facts.map((fact) => fact.occurredAt),
        facts.map((fact) => fact.currency),
        facts.map((fact) => fact.payableMinor),
        facts.map((fact) => valuePerMinor(fact.currency)),
      ],
    );
  }

  override async adjust(facts: readonly AdjustmentFact[]): Promise<void> {
    await this.database.query(
      `INSERT INTO adjustments (program_id, purchase_id, adjustment_id, refund_minor, voided)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::boolean[])
       ON CONFLICT (program_id, purchase_id, adjustment_id) DO NOTHING`,
      [
        facts.map((fact) => fact.programId),
        facts.map((fact) => fact.purchaseId),
        facts.map((fact) => fact.adjustmentId),
        facts.map((fact) => fact.refundMinor),
        facts.map((fact) => fact.voided),
      ],
    );
  }

  override async readDays(
    programId: string,
    memberIds: readonly string[],
    timeZone: string,
  ): Promise<ReadonlyMap<string, PurchaseDays>> {
    const rows = await this.database.query<DaysRow>(readDaysSql, [programId, memberIds, timeZone]);
    return new Map(
      rows.map(({ memberId, repeatValue, ...days }) => [memberId, { ...days, repeatValue: BigInt(repeatValue ?? 0) }]),
    );
  }
}

// Adjustments are joined when read, not applied when they arrive: an anonymous purchase may be returned before it is claimed,
// and the two events travel in no order. Reading is one index range a member.
const readDaysSql = `
  WITH bought AS (
    SELECT p.member_id, p.occurred_at, (p.occurred_at AT TIME ZONE $3)::date AS day,
           (p.payable_minor - coalesce(a.refund, 0)) * p.value_per_minor AS value
      FROM purchases p
      LEFT JOIN LATERAL (
             SELECT sum(refund_minor) AS refund, bool_or(voided) AS voided FROM adjustments
              WHERE program_id = p.program_id AND purchase_id = p.purchase_id) a ON true
     WHERE p.program_id = $1 AND p.member_id = ANY ($2::uuid[]) AND a.voided IS NOT TRUE
  ), by_day AS (
    SELECT member_id, day, sum(value) AS value, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
           day = min(day) OVER (PARTITION BY member_id) AS is_first
      FROM bought GROUP BY member_id, day
  )
  SELECT member_id AS "memberId", count(*) AS days, min(first_at) AS "firstAt", max(last_at) AS "lastAt",
         sum(value) FILTER (WHERE NOT is_first) AS "repeatValue"
    FROM by_day GROUP BY member_id`;
