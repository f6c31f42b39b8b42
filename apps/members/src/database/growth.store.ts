import { Injectable } from '@nestjs/common';
import { instantColumn, plainColumn } from '#platform/database/columns';
import { Database } from '#platform/database/database';
import {
  type CountedPurchase,
  type DayRange,
  Growth,
  type GrowthChange,
  type KnownPurchase,
  type LadderRef,
  type Reversal,
  type TierChange,
  type TierRow,
  type TierUpdate,
} from '../application/ports/growth.js';
import type { GrowthDay } from '../domain/growth-window.js';
import type { DayPurchase } from '../domain/tier-decision.js';
import * as sql from './growth.sql.js';

interface PurchaseRow {
  readonly purchaseId: string;
  readonly memberId: string | null;
  readonly occurredAt: Date;
  readonly localDay: string;
  readonly currency: string;
  readonly payableMinor: number;
  readonly refundedMinor: number;
  readonly reversed: boolean;
  readonly value: number;
}

interface DayRow extends GrowthDay {
  readonly memberId: string;
}

@Injectable()
export class GrowthStore extends Growth {
  constructor(private readonly database: Database) {
    super();
  }

  override async addNew(programId: string, purchases: readonly CountedPurchase[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ purchaseId: string }>(sql.addNew, [
      programId,
      plainColumn(purchases.map(({ purchaseId }) => purchaseId)),
      plainColumn(purchases.map(({ memberId }) => memberId)),
      instantColumn(purchases.map(({ occurredAt }) => occurredAt)),
      plainColumn(purchases.map(({ localDay }) => localDay)),
      plainColumn(purchases.map(({ currency }) => currency)),
      plainColumn(purchases.map(({ payableMinor }) => payableMinor)),
      plainColumn(purchases.map(({ value }) => value)),
    ]);
    return new Set(rows.map(({ purchaseId }) => purchaseId));
  }

  override async lockPurchases(programId: string, purchaseIds: readonly string[]): Promise<readonly KnownPurchase[]> {
    await this.database.query(sql.openPurchases, [programId, purchaseIds]);
    const rows = await this.database.query<PurchaseRow>(sql.lockPurchases, [programId, purchaseIds]);
    return rows.map(toKnown);
  }

  override async addReversals(programId: string, reversals: readonly Reversal[]): Promise<readonly Reversal[]> {
    const rows = await this.database.query<{ nth: number }>(sql.addReversals, [
      programId,
      reversals.map(({ purchaseId }) => purchaseId),
      reversals.map(({ kind }) => kind),
      reversals.map(({ reversalId }) => reversalId),
      reversals.map(({ refundMinor }) => refundMinor),
      reversals.map(({ occurredAt }) => occurredAt.toISOString()),
    ]);
    const added = new Set(rows.map(({ nth }) => nth));
    return reversals.filter((_, index) => added.has(index + 1));
  }

  override async savePurchases(programId: string, purchases: readonly KnownPurchase[]): Promise<void> {
    if (purchases.length === 0) return;
    await this.database.query(sql.savePurchases, [
      programId,
      purchases.map(({ purchaseId }) => purchaseId),
      purchases.map(({ counted }) => counted?.memberId ?? null),
      purchases.map(({ counted }) => counted?.occurredAt.toISOString() ?? null),
      purchases.map(({ counted }) => counted?.localDay ?? null),
      purchases.map(({ counted }) => counted?.currency ?? null),
      purchases.map(({ counted }) => counted?.payableMinor ?? null),
      purchases.map(({ refundedMinor }) => refundedMinor),
      purchases.map(({ reversed }) => reversed),
      purchases.map(({ counted }) => counted?.value ?? 0),
    ]);
  }

  override async lockTiers(
    programId: string,
    ladder: LadderRef,
    memberIds: readonly string[],
    at: Date,
  ): Promise<readonly TierRow[]> {
    const values = [programId, ladder.code, memberIds];
    const rows = await this.database.query<{ memberId: string; level: string; peak: number }>(sql.lockTiers, values);
    if (rows.length === memberIds.length) return rows;
    await this.database.query(sql.openTiers, [
      programId,
      ladder.code,
      ladder.version,
      ladder.firstLevel,
      memberIds,
      at,
    ]);
    return this.database.query<{ memberId: string; level: string; peak: number }>(sql.lockTiers, values);
  }

  override async addDays(programId: string, changes: readonly GrowthChange[]): Promise<void> {
    await this.database.query(sql.addDays, [
      programId,
      plainColumn(changes.map(({ memberId }) => memberId)),
      plainColumn(changes.map(({ localDay }) => localDay)),
      plainColumn(changes.map(({ delta }) => delta)),
    ]);
  }

  override async readDays(
    programId: string,
    ranges: readonly DayRange[],
  ): Promise<ReadonlyMap<string, readonly GrowthDay[]>> {
    const rows = await this.database.query<DayRow>(sql.readDays, [
      programId,
      plainColumn(ranges.map(({ memberId }) => memberId)),
      plainColumn(ranges.map(({ from }) => from)),
      plainColumn(ranges.map(({ to }) => to)),
    ]);
    return Map.groupBy(rows, ({ memberId }) => memberId);
  }

  override readDayPurchases(
    programId: string,
    days: readonly { readonly memberId: string; readonly day: string }[],
  ): Promise<readonly (DayPurchase & { readonly memberId: string; readonly day: string })[]> {
    return this.database.query(sql.readDayPurchases, [
      programId,
      days.map(({ memberId }) => memberId),
      days.map(({ day }) => day),
    ]);
  }

  override async saveTiers(programId: string, ladder: LadderRef, updates: readonly TierUpdate[]): Promise<void> {
    await this.database.query(sql.saveTiers, [
      programId,
      ladder.code,
      ladder.version,
      updates.map(({ memberId }) => memberId),
      updates.map(({ level }) => level),
      updates.map(({ peak }) => peak),
      updates.map(({ since }) => since?.toISOString() ?? null),
    ]);
  }

  override async addTierChanges(programId: string, ladder: LadderRef, changes: readonly TierChange[]): Promise<void> {
    await this.database.query(sql.addTierChanges, [
      programId,
      ladder.code,
      ladder.version,
      changes.map(({ memberId }) => memberId),
      changes.map(({ id }) => id),
      changes.map(({ from }) => from),
      changes.map(({ to }) => to),
      changes.map(({ direction }) => direction),
      changes.map(({ reasonCode }) => reasonCode),
      changes.map(({ purchaseId }) => purchaseId),
      changes.map(({ occurredAt }) => occurredAt.toISOString()),
      changes.map(({ recordedAt }) => recordedAt.toISOString()),
    ]);
  }
}

function toKnown({ memberId, ...row }: PurchaseRow): KnownPurchase {
  const { purchaseId, refundedMinor, reversed } = row;
  return { purchaseId, refundedMinor, reversed, counted: memberId === null ? null : { ...row, memberId } };
}
