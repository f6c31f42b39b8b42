import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type AdjustmentFact,
  PurchaseFacts,
  type PurchaseFact,
  type TouchedMember,
} from '../application/ports/purchase-facts.js';
import type { PurchaseDays } from '../domain/purchase-summary.js';
import { valuePerMinor } from '../domain/value.js';
import { MetricProjection, type NewDay } from './metric-projection.js';
import {
  addDaysSql,
  adjustedSql,
  ensureMembersSql,
  lockMembersSql,
  lockPurchasesSql,
  recountDaysSql,
  summarizeMembersSql,
  touchedDaysOfProgramsSql,
  touchedDaysSql,
} from './purchase-days.sql.js';

interface SummaryRow {
  readonly memberId: string;
  readonly days: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly repeatValue: string;
}

interface TouchedPurchase {
  readonly programId: string;
  readonly purchaseId: string;
}

interface AddedPurchase extends TouchedPurchase, TouchedMember {}

interface TouchedDay extends TouchedMember {
  readonly day: string;
}

interface AddedDay extends NewDay {
  /** Rather than one more purchase of a day that there was. */
  readonly isNew: boolean;
}

@Injectable()
export class PurchaseFactsStore extends PurchaseFacts {
  constructor(
    private readonly database: Database,
    private readonly metrics: MetricProjection,
  ) {
    super();
  }

  override async record(facts: readonly PurchaseFact[]): Promise<TouchedMember[]> {
    if (facts.length === 0) return [];
    return this.database.run(async () => {
      const claimed = facts.filter(({ claimedAt }) => claimedAt !== undefined);
      if (claimed.length > 0) await this.lockPurchases(claimed);
      const added = await this.database.query<AddedPurchase>(insertPurchasesSql, [
        facts.map((fact) => fact.programId),
        facts.map((fact) => fact.memberId),
        facts.map((fact) => fact.purchaseId),
        facts.map((fact) => fact.occurredAt),
        facts.map((fact) => fact.currency),
        facts.map((fact) => fact.payableMinor),
        facts.map((fact) => valuePerMinor(fact.currency)),
        facts.map((fact) => fact.totalMinor),
        facts.map((fact) => fact.claimedAt ?? fact.occurredAt),
        facts.map((fact) => fact.storeId),
        facts.map((fact) => fact.channel),
        facts.map((fact) => JSON.stringify(fact.categories)),
        facts.map((fact) => JSON.stringify(fact.skus)),
      ]);
      return this.countPurchases(added);
    });
  }

  override async adjust(facts: readonly AdjustmentFact[]): Promise<TouchedMember[]> {
    if (facts.length === 0) return [];
    return this.database.run(async () => {
      await this.lockPurchases(facts);
      const added = await this.database.query<TouchedPurchase>(
        `INSERT INTO adjustments (program_id, purchase_id, adjustment_id, refund_minor, voided, occurred_at)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::boolean[], $6::timestamptz[])
         ON CONFLICT (program_id, purchase_id, adjustment_id) DO NOTHING
         RETURNING program_id AS "programId", purchase_id AS "purchaseId"`,
        [
          facts.map((fact) => fact.programId),
          facts.map((fact) => fact.purchaseId),
          facts.map((fact) => fact.adjustmentId),
          facts.map((fact) => fact.refundMinor),
          facts.map((fact) => fact.voided),
          facts.map((fact) => fact.occurredAt),
        ],
      );
      return this.recountPurchases(added);
    });
  }

  override async readSummaries(
    programId: string,
    memberIds: readonly string[],
  ): Promise<ReadonlyMap<string, PurchaseDays>> {
    const rows = await this.database.query<SummaryRow>(
      `SELECT member_id AS "memberId", days, first_at AS "firstAt", last_at AS "lastAt", repeat_value AS "repeatValue"
         FROM members WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) AND days > 0`,
      [programId, memberIds],
    );
    return new Map(
      rows.map(({ memberId, repeatValue, ...days }) => [memberId, { ...days, repeatValue: BigInt(repeatValue) }]),
    );
  }

  override async recount(programIds: readonly string[]): Promise<void> {
    await this.database.run(async () => {
      const touched = await this.database.query<TouchedDay>(touchedDaysOfProgramsSql, [programIds]);
      if (touched.length === 0) return;
      await this.lockMembers(touched);
      await this.metrics.around(touched, async () => {
        await this.database.query('DELETE FROM member_days WHERE program_id = ANY ($1::uuid[])', [programIds]);
        await this.recountDays(touched);
      });
      await this.summarize(touched);
    });
  }

  private async lockPurchases(purchases: readonly TouchedPurchase[]): Promise<void> {
    await this.database.query(lockPurchasesSql, [purchases.map(({ purchaseId }) => purchaseId)]);
  }

  /** New purchases are added to their days; one that something was taken from before it came has its day counted anew. */
  private async countPurchases(added: readonly AddedPurchase[]): Promise<TouchedMember[]> {
    if (added.length === 0) return [];
    await this.lockMembers(added);
    const adjusted = await this.database.query<TouchedPurchase>(adjustedSql, purchaseColumns(added));
    const adjustedIds = new Set(adjusted.map(({ purchaseId }) => purchaseId));
    const plain = added.filter(({ purchaseId }) => !adjustedIds.has(purchaseId));
    if (plain.length > 0) await this.addDays(plain);
    if (adjusted.length > 0) {
      const touched = await this.database.query<TouchedDay>(touchedDaysSql, purchaseColumns(adjusted));
      await this.metrics.around(touched, () => this.recountDays(touched));
    }
    await this.summarize(added);
    return [...added];
  }

  private async recountPurchases(purchases: readonly TouchedPurchase[]): Promise<TouchedMember[]> {
    if (purchases.length === 0) return [];
    const touched = await this.database.query<TouchedDay>(touchedDaysSql, purchaseColumns(purchases));
    if (touched.length === 0) return [];
    await this.lockMembers(touched);
    await this.metrics.around(touched, () => this.recountDays(touched));
    await this.summarize(touched);
    return touched;
  }

  /** Nearly always all are there already. */
  private async lockMembers(touched: readonly TouchedMember[]): Promise<void> {
    const columns = memberColumns(distinctMembers(touched));
    const locked = await this.database.query(lockMembersSql, columns);
    if (locked.length === columns[0].length) return;
    await this.database.query(ensureMembersSql, columns);
    await this.database.query(lockMembersSql, columns);
  }

  private async addDays(purchases: readonly TouchedPurchase[]): Promise<void> {
    const days = await this.database.query<AddedDay>(addDaysSql, purchaseColumns(purchases));
    await this.metrics.afterNewDays(days.filter(({ isNew }) => isNew));
  }

  private async recountDays(touched: readonly TouchedDay[]): Promise<void> {
    await this.database.query(recountDaysSql, [...memberColumns(touched), touched.map(({ day }) => day)]);
  }

  private async summarize(touched: readonly TouchedMember[]): Promise<void> {
    await this.database.query(summarizeMembersSql, memberColumns(touched));
  }
}

function distinctMembers(members: readonly TouchedMember[]): TouchedMember[] {
  return [...new Map(members.map((member) => [member.programId + member.memberId, member])).values()];
}

function memberColumns(members: readonly TouchedMember[]): [string[], string[]] {
  return [members.map(({ programId }) => programId), members.map(({ memberId }) => memberId)];
}

function purchaseColumns(purchases: readonly TouchedPurchase[]): [string[], string[]] {
  return [purchases.map(({ programId }) => programId), purchases.map(({ purchaseId }) => purchaseId)];
}

const insertPurchasesSql = `
  INSERT INTO purchases (program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor,
                         known_at, store_id, channel, categories, skus)
  SELECT program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor, known_at, store_id,
         channel, ARRAY (SELECT jsonb_array_elements_text(categories::jsonb)), ARRAY (SELECT jsonb_array_elements_text(skus::jsonb))
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::bigint[], $7::smallint[], $8::bigint[],
                $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[])
         AS t (program_id, member_id, purchase_id, occurred_at, currency, payable_minor, value_per_minor, total_minor, known_at,
               store_id, channel, categories, skus)
  ON CONFLICT (program_id, member_id, purchase_id) DO NOTHING
  RETURNING program_id AS "programId", member_id AS "memberId", purchase_id AS "purchaseId"`;
