import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type BudgetUsage,
  CampaignUsageStore,
  type MemberUsage,
  type MemberUsageKey,
} from '../application/ports/campaign-usage.store.js';
import type { UsageRefill } from '../domain/campaigns/consumed-usage.js';
import type { UsageChange } from '../domain/campaigns/usage.js';
import { instantColumn, plainColumn, textColumn } from '#platform/database/columns';
import { survivorsOf } from './survivors.js';

interface Delta {
  readonly memberId: string;
  readonly campaign: string;
  readonly period: string;
  readonly points: number;
  readonly uses: number;
  readonly moneyMinor: number;
  /** Latest of the uses. */
  readonly at: Date;
}

@Injectable()
export class PgCampaignUsageStore extends CampaignUsageStore {
  constructor(private readonly database: Database) {
    super();
  }

  override findOfMembers(programId: string, keys: readonly MemberUsageKey[]): Promise<MemberUsage[]> {
    return this.database.query<MemberUsage>(
      `SELECT u.member_id AS "memberId", u.campaign, u.period, u.points, u.uses, 0 AS "moneyMinor", u.last_at AS "lastAt"
         FROM unnest($2::uuid[], $3::text[], $4::text[]) AS asked (member_id, campaign, period)
         JOIN campaign_usage u
           ON u.program_id = $1 AND u.member_id = asked.member_id AND u.campaign = asked.campaign AND u.period = asked.period`,
      [
        programId,
        plainColumn(keys.map(({ memberId }) => memberId)),
        textColumn(keys.map(({ campaign }) => campaign)),
        textColumn(keys.map(({ period }) => period)),
      ],
    );
  }

  override findBudgets(programId: string, campaigns: readonly string[]): Promise<BudgetUsage[]> {
    return this.database.query<BudgetUsage>(budgetsSql, [programId, textColumn(campaigns)]);
  }

  override async lockBudgets(programId: string, campaigns: readonly string[]): Promise<BudgetUsage[]> {
    const parameters = [programId, textColumn(campaigns)];
    await this.database.query(
      `INSERT INTO campaign_budgets (program_id, campaign, points, money_minor, uses)
       SELECT $1, campaign, 0, 0, 0 FROM unnest($2::text[]) AS asked (campaign) ORDER BY campaign
       ON CONFLICT DO NOTHING`,
      parameters,
    );
    // Its own statement: what decides is read after the lock is there.
    await this.database.query(
      `SELECT FROM campaign_budgets WHERE program_id = $1 AND campaign = ANY ($2::text[]) ORDER BY campaign FOR UPDATE`,
      parameters,
    );
    return this.database.query<BudgetUsage>(budgetsSql, parameters);
  }

  override async add(
    programId: string,
    changes: readonly (UsageChange & { readonly memberId: string })[],
  ): Promise<void> {
    await this.addOfMembers(programId, summed(changes.filter(({ scope }) => scope === 'member')));
    await this.addToBudgets(programId, summed(changes.filter(({ scope }) => scope === 'programme').map(ofNobody)));
  }

  override async refill(
    programId: string,
    ofPurchases: readonly (UsageRefill & { readonly memberId: string })[],
  ): Promise<void> {
    const refills = await this.ofSurvivors(programId, ofPurchases);
    const negative = refills.map((refill) => ({
      ...refill,
      points: -refill.points,
      uses: -refill.uses,
      moneyMinor: -refill.moneyMinor,
      at: new Date(0),
    }));
    await this.takeOfMembers(programId, summed(negative.filter(({ scope }) => scope === 'member')));
    await this.addToBudgets(programId, summed(negative.filter(({ scope }) => scope === 'programme').map(ofNobody)));
    const undone = refills.filter(({ scope, undone: use }) => scope === 'member' && use !== null);
    if (undone.length === 0) return;
    await this.database.query(
      `UPDATE campaign_usage u SET last_at = undone.before
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
              AS undone (member_id, campaign, period, at, before)
        WHERE u.program_id = $1 AND u.member_id = undone.member_id AND u.campaign = undone.campaign
          AND u.period = undone.period AND u.last_at = undone.at`,
      [
        programId,
        plainColumn(undone.map(({ memberId }) => memberId)),
        textColumn(undone.map(({ campaign }) => campaign)),
        textColumn(undone.map(({ period }) => period)),
        instantColumn(undone.map(({ undone: use }) => use?.at ?? null)),
        instantColumn(undone.map(({ undone: use }) => use?.lastAtBefore ?? null)),
      ],
    );
  }

  /** What a merged member had used is the survivor's now. Counters only change by sums, so that no lock of theirs is needed. */
  private async ofSurvivors<Refill extends { readonly memberId: string }>(
    programId: string,
    refills: readonly Refill[],
  ): Promise<readonly Refill[]> {
    const survivors = await survivorsOf(this.database, programId, [
      ...new Set(refills.map(({ memberId }) => memberId)),
    ]);
    return refills.map((refill) => ({ ...refill, memberId: survivors.get(refill.memberId) ?? refill.memberId }));
  }

  private async addOfMembers(programId: string, deltas: readonly Delta[]): Promise<void> {
    if (deltas.length === 0) return;
    await this.database.query(
      `INSERT INTO campaign_usage AS u (program_id, member_id, campaign, period, points, uses, last_at)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[])
       ON CONFLICT (program_id, member_id, campaign, period) DO UPDATE
          SET points = u.points + excluded.points, uses = u.uses + excluded.uses,
              last_at = greatest(u.last_at, excluded.last_at)`,
      [
        programId,
        plainColumn(deltas.map(({ memberId }) => memberId)),
        textColumn(deltas.map(({ campaign }) => campaign)),
        textColumn(deltas.map(({ period }) => period)),
        plainColumn(deltas.map(({ points }) => points)),
        plainColumn(deltas.map(({ uses }) => uses)),
        instantColumn(deltas.map(({ at }) => at)),
      ],
    );
  }

  /** An update, not an upsert: a row to be inserted may not be negative even where it only adds to one. */
  private async takeOfMembers(programId: string, deltas: readonly Delta[]): Promise<void> {
    if (deltas.length === 0) return;
    await this.database.query(
      `UPDATE campaign_usage u
          SET points = greatest(0, u.points + taken.points), uses = greatest(0, u.uses + taken.uses)
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
              AS taken (member_id, campaign, period, points, uses)
        WHERE u.program_id = $1 AND u.member_id = taken.member_id AND u.campaign = taken.campaign
          AND u.period = taken.period`,
      [
        programId,
        plainColumn(deltas.map(({ memberId }) => memberId)),
        textColumn(deltas.map(({ campaign }) => campaign)),
        textColumn(deltas.map(({ period }) => period)),
        plainColumn(deltas.map(({ points }) => points)),
        plainColumn(deltas.map(({ uses }) => uses)),
      ],
    );
  }

  private async addToBudgets(programId: string, deltas: readonly Delta[]): Promise<void> {
    if (deltas.length === 0) return;
    await this.database.query(
      `UPDATE campaign_budgets b
          SET points = greatest(0, b.points + added.points), money_minor = greatest(0, b.money_minor + added.money_minor),
              uses = greatest(0, b.uses + added.uses)
         FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS added (campaign, points, money_minor, uses)
        WHERE b.program_id = $1 AND b.campaign = added.campaign`,
      [
        programId,
        textColumn(deltas.map(({ campaign }) => campaign)),
        plainColumn(deltas.map(({ points }) => points)),
        plainColumn(deltas.map(({ moneyMinor }) => moneyMinor)),
        plainColumn(deltas.map(({ uses }) => uses)),
      ],
    );
  }
}

const budgetsSql = `
  SELECT campaign, points, money_minor AS "moneyMinor", uses, NULL::timestamptz AS "lastAt"
    FROM campaign_budgets WHERE program_id = $1 AND campaign = ANY ($2::text[])`;

/** One row a counter: a statement may not touch a row twice. */
function summed(changes: readonly Delta[]): Delta[] {
  const sums = new Map<string, Delta>();
  for (const change of changes) {
    const key = `${change.memberId} ${change.period} ${change.campaign}`;
    const sum = sums.get(key);
    sums.set(
      key,
      sum
        ? {
            ...sum,
            points: sum.points + change.points,
            uses: sum.uses + change.uses,
            moneyMinor: sum.moneyMinor + change.moneyMinor,
            at: sum.at > change.at ? sum.at : change.at,
          }
        : change,
    );
  }
  return [...sums.values()];
}

/** A budget is everybody's. */
function ofNobody<Change extends Delta>(change: Change): Delta {
  return { ...change, memberId: '' };
}
