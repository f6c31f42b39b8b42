import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type PurchasePageRequest, PurchaseReader } from '../application/ports/purchase.reader.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import { groupPages } from './group-pages.js';
import { purchaseColumns, receiptJoin } from './purchase-sql.js';
import { plainColumn } from '#platform/database/columns';

@Injectable()
export class PgPurchaseReader extends PurchaseReader {
  constructor(private readonly database: Database) {
    super();
  }

  override async findByTransactionId(programId: string, transactionId: string): Promise<PurchaseRecord | undefined> {
    const [row] = await this.database.query<PurchaseRecord>(
      `SELECT ${purchaseColumns}, r.member_id AS "memberId" FROM receipts r ${receiptJoin}
        WHERE r.program_id = $1 AND r.transaction_id = $2`,
      [programId, transactionId],
    );
    return row;
  }

  override findByIds(programId: string, purchaseIds: readonly string[]): Promise<PurchaseRecord[]> {
    return this.database.query<PurchaseRecord>(
      `SELECT ${purchaseColumns}, r.member_id AS "memberId" FROM receipts r ${receiptJoin}
        WHERE r.program_id = $1 AND r.purchase_id = ANY ($2::uuid[])`,
      [programId, plainColumn(purchaseIds)],
    );
  }

  override async findPages(programId: string, requests: readonly PurchasePageRequest[]): Promise<PurchaseRecord[][]> {
    const rows = await this.database.query<PurchaseRecord & { page: number }>(pagesSql, [
      programId,
      plainColumn(requests.map(({ memberId }) => memberId)),
      plainColumn(requests.map(({ first }) => first + 1)),
      plainColumn(requests.map(({ after }) => after?.occurredAt ?? null)),
      plainColumn(requests.map(({ after }) => after?.purchaseId ?? null)),
    ]);
    return groupPages(requests.length, rows);
  }
}

const pagesSql = `
  SELECT asked.page, found.*
    FROM unnest($2::uuid[], $3::integer[], $4::timestamptz[], $5::uuid[])
         WITH ORDINALITY AS asked (member_id, size, after_at, after_id, page)
   CROSS JOIN LATERAL (
     SELECT ${purchaseColumns}, p.member_id AS "memberId"
       FROM purchases p
      WHERE p.program_id = $1 AND p.member_id = asked.member_id
        AND (p.occurred_at, p.purchase_id) < (coalesce(asked.after_at, 'infinity'),
                                              coalesce(asked.after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY p.occurred_at DESC, p.purchase_id DESC
      LIMIT asked.size) found
   ORDER BY asked.page, found."occurredAt" DESC, found."purchaseId" DESC`;
