import { Injectable } from '@nestjs/common';
import { plainColumn, textColumn } from '#platform/database/columns';
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
import { deletePurchasesSql, insertPurchasesSql, passOnSql } from './purchases.sql.js';

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

interface Redirect {
  readonly mergedInto: string;
  readonly mergedAt: Date;
}

interface LockedMember extends TouchedMember {
  readonly mergedInto: string | null;
  readonly mergedAt: Date | null;
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
        plainColumn(facts.map((fact) => fact.programId)),
        plainColumn(facts.map((fact) => fact.memberId)),
        plainColumn(facts.map((fact) => fact.purchaseId)),
        facts.map((fact) => fact.occurredAt),
        plainColumn(facts.map((fact) => fact.currency)),
        plainColumn(facts.map((fact) => fact.payableMinor)),
        plainColumn(facts.map((fact) => valuePerMinor(fact.currency))),
        plainColumn(facts.map((fact) => fact.totalMinor)),
        facts.map((fact) => fact.claimedAt ?? fact.occurredAt),
        textColumn(facts.map((fact) => fact.storeId)),
        textColumn(facts.map((fact) => fact.channel)),
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
      const touched = await this.lockTouched(touchedDaysOfProgramsSql, [programIds]);
      if (touched.length === 0) return;
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
  private async countPurchases(inserted: readonly AddedPurchase[]): Promise<TouchedMember[]> {
    const added = await this.lockAdded(inserted);
    if (added.length === 0) return [];
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
    const touched = await this.lockTouched(touchedDaysSql, purchaseColumns(purchases));
    if (touched.length === 0) return [];
    await this.metrics.around(touched, () => this.recountDays(touched));
    await this.summarize(touched);
    return touched;
  }

  /** What came for a merged member goes on to the survivor, once that one is locked too. */
  private async lockAdded(inserted: readonly AddedPurchase[]): Promise<readonly AddedPurchase[]> {
    let added = inserted;
    while (added.length > 0) {
      const merged = await this.lockMembers(added);
      if (merged.size === 0) break;
      const moving = added.filter((purchase) => merged.has(memberKey(purchase)));
      const staying = added.filter((purchase) => !merged.has(memberKey(purchase)));
      added = [...staying, ...(await this.passOn(moving, merged))];
    }
    return added;
  }

  /** @returns those that the survivors did not have yet */
  private async passOn(
    purchases: readonly AddedPurchase[],
    merged: ReadonlyMap<string, Redirect>,
  ): Promise<AddedPurchase[]> {
    const columns = [...memberColumns(purchases), purchases.map(({ purchaseId }) => purchaseId)];
    const redirects = purchases.map((purchase) => merged.get(memberKey(purchase)));
    const moved = await this.database.query<AddedPurchase>(passOnSql, [
      ...columns,
      redirects.map((redirect) => redirect?.mergedInto),
      redirects.map((redirect) => redirect?.mergedAt),
    ]);
    await this.database.query(deletePurchasesSql, columns);
    return moved;
  }

  /** The days that purchases fall on, with their members locked. A merge that came between has given them to another. */
  private async lockTouched(sql: string, values: readonly unknown[]): Promise<TouchedDay[]> {
    for (;;) {
      const touched = await this.database.query<TouchedDay>(sql, values);
      if (touched.length === 0 || (await this.lockMembers(touched)).size === 0) return touched;
    }
  }

  /** Nearly always all are there already. @returns those who were merged into another */
  private async lockMembers(touched: readonly TouchedMember[]): Promise<ReadonlyMap<string, Redirect>> {
    const columns = memberColumns(distinctMembers(touched));
    let locked = await this.database.query<LockedMember>(lockMembersSql, columns);
    if (locked.length < columns[0].length) {
      await this.database.query(ensureMembersSql, columns);
      locked = await this.database.query<LockedMember>(lockMembersSql, columns);
    }
    return new Map(
      locked.flatMap(({ mergedInto, mergedAt, ...member }) =>
        mergedInto && mergedAt ? [[memberKey(member), { mergedInto, mergedAt }]] : [],
      ),
    );
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
  return [...new Map(members.map((member) => [memberKey(member), member])).values()];
}

function memberKey({ programId, memberId }: TouchedMember): string {
  return programId + memberId;
}

function memberColumns(members: readonly TouchedMember[]): [string[], string[]] {
  return [members.map(({ programId }) => programId), members.map(({ memberId }) => memberId)];
}

function purchaseColumns(purchases: readonly TouchedPurchase[]): [string[], string[]] {
  return [purchases.map(({ programId }) => programId), purchases.map(({ purchaseId }) => purchaseId)];
}
