import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type MemberSpan, OfferPurchaseStore } from '../application/ports/offer-purchase.store.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import { documentColumn, instantColumn, plainColumn, textColumn } from '#platform/database/columns';
import { purchaseColumns } from './purchase-sql.js';

@Injectable()
export class PgOfferPurchaseStore extends OfferPurchaseStore {
  constructor(private readonly database: Database) {
    super();
  }

  override findWithin(programId: string, spans: readonly MemberSpan[]): Promise<PurchaseRecord[]> {
    return this.database.query<PurchaseRecord>(
      `SELECT ${purchaseColumns}, p.member_id AS "memberId"
         FROM purchases p
         JOIN (SELECT DISTINCT inside.member_id, inside.occurred_at, inside.purchase_id
                 FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS span (member_id, opened_at, closes_at)
                 JOIN purchases inside
                   ON inside.program_id = $1 AND inside.member_id = span.member_id
                  AND inside.occurred_at BETWEEN span.opened_at AND span.closes_at) found
           ON p.program_id = $1 AND p.member_id = found.member_id AND p.occurred_at = found.occurred_at
          AND p.purchase_id = found.purchase_id
        ORDER BY p.occurred_at, p.recorded_at, p.purchase_id`,
      [
        programId,
        plainColumn(spans.map(({ memberId }) => memberId)),
        instantColumn(spans.map(({ from }) => from)),
        instantColumn(spans.map(({ until }) => until)),
      ],
    );
  }

  override async lockReceipts(
    programId: string,
    transactionIds: readonly string[],
    { waits }: { readonly waits: boolean },
  ): Promise<ReadonlySet<string>> {
    if (transactionIds.length === 0) return new Set();
    const rows = await this.database.query<{ transactionId: string }>(
      `SELECT transaction_id AS "transactionId" FROM receipts
        WHERE program_id = $1 AND transaction_id = ANY ($2::text[])
        ORDER BY transaction_id FOR UPDATE ${waits ? '' : 'SKIP LOCKED'}`,
      [programId, textColumn(transactionIds)],
    );
    return new Set(rows.map(({ transactionId }) => transactionId));
  }

  override async saveOutcomes(purchases: readonly PurchaseRecord[]): Promise<void> {
    await this.database.query(
      `UPDATE purchases p SET outcome = changed.outcome::json
         FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], string_to_array($5, E'\\x01'))
              AS changed (program_id, member_id, occurred_at, purchase_id, outcome)
        WHERE p.program_id = changed.program_id AND p.member_id = changed.member_id
          AND p.occurred_at = changed.occurred_at AND p.purchase_id = changed.purchase_id`,
      [
        plainColumn(purchases.map(({ programId }) => programId)),
        plainColumn(purchases.map(({ memberId, purchaseId }) => memberId ?? purchaseId)),
        instantColumn(purchases.map(({ occurredAt }) => occurredAt)),
        plainColumn(purchases.map(({ purchaseId }) => purchaseId)),
        documentColumn(purchases.map(({ outcome }) => outcome)),
      ],
    );
  }
}
