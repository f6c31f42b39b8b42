import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import type { MemberWindow } from '../application/ports/offer-window.store.js';
import {
  type Period,
  PurchaseReplayReader,
  type ReplayPosition,
  type StoredPurchase,
  type StoredPurchasePage,
} from '../application/ports/purchase-replay.reader.js';
import { plainColumn } from '#platform/database/columns';

/** Of the lines of one page, as they are stored. */
const pageBytesMax = 4 * 1024 * 1024;
const noId = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class PgPurchaseReplayReader extends PurchaseReplayReader {
  constructor(private readonly database: Database) {
    super();
  }

  override async count(programId: string, { from, to }: Period): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*) AS count FROM purchases p WHERE ${ofPeriod}`,
      [programId, from, to],
    );
    return row?.count ?? 0;
  }

  override async findPage(
    programId: string,
    { from, to }: Period,
    { first, after }: { first: number; after: ReplayPosition | undefined },
  ): Promise<StoredPurchasePage> {
    const rows = await this.database.query<StoredPurchase & { found: number }>(pageSql, [
      programId,
      from,
      to,
      after?.memberId ?? noId,
      after?.occurredAt ?? '-infinity',
      after?.purchaseId ?? noId,
      first,
      pageBytesMax,
    ]);
    const found = rows[0]?.found ?? 0;
    return {
      purchases: rows.map(({ found: _, ...purchase }) => purchase),
      hasMore: rows.length < found || found === first,
    };
  }

  override findWindows(programId: string, memberIds: readonly string[]): Promise<MemberWindow[]> {
    return this.database.query<MemberWindow>(
      `SELECT member_id AS "memberId", event_id || ':' || campaign AS "windowId", campaign, opened_at AS "openedAt",
              closes_at AS "closesAt", 0::bigint AS "sumMinor", NULL::timestamptz AS "completedAt"
         FROM offer_windows WHERE program_id = $1 AND member_id = ANY ($2::uuid[])`,
      [programId, plainColumn(memberIds)],
    );
  }
}

/** An unclaimed purchase stands under its own id. */
const ofPeriod = `
  p.program_id = $1 AND p.occurred_at >= $2 AND p.occurred_at < $3 AND p.member_id <> p.purchase_id
    AND p.state <> 'voided'`;

/** A page ends before it is too large to hold: a receipt may have five thousand lines. */
const pageSql = `
  SELECT q.purchase_id AS "purchaseId", q.member_id AS "memberId", q.occurred_at AS "occurredAt", q.store_id AS "storeId",
         q.channel, q.currency, q.lines, q.details, q.found
    FROM (SELECT p.*, count(*) OVER () AS found,
                 sum(p.bytes) OVER (ORDER BY p.member_id, p.occurred_at, p.purchase_id) - p.bytes AS bytes_before
            FROM (SELECT p.purchase_id, p.member_id, p.occurred_at, p.store_id, p.channel, p.currency, p.lines, p.details,
                         pg_column_size(p.lines) AS bytes
                    FROM purchases p
                   WHERE ${ofPeriod} AND (p.member_id, p.occurred_at, p.purchase_id) > ($4, $5, $6)
                   ORDER BY p.member_id, p.occurred_at, p.purchase_id
                   LIMIT $7) p) q
   WHERE q.bytes_before < $8
   ORDER BY q.member_id, q.occurred_at, q.purchase_id`;
