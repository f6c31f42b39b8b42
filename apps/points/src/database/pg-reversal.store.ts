import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type AnsweredReversal,
  keyOf,
  type ReceiptState,
  type ReversalKey,
  ReversalStore,
  type StoredReversal,
} from '../application/ports/reversal.store.js';
import type { PurchaseRecord } from '../domain/purchase-record.js';
import type { Reversal } from '../domain/returns/reversal.js';
import { documentColumn, instantColumn, plainColumn, textColumn } from '#platform/database/columns';

@Injectable()
export class PgReversalStore extends ReversalStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async register(
    programId: string,
    reversals: readonly Reversal[],
    recordedAt: Date,
  ): Promise<ReadonlySet<string>> {
    const column = <Value>(of: (reversal: Reversal) => Value): Value[] => reversals.map(of);
    const rows = await this.database.query<ReversalKey>(registerSql, [
      programId,
      recordedAt,
      plainColumn(column(({ kind }) => kind)),
      textColumn(column(({ reversalId }) => reversalId)),
      plainColumn(column(({ documentId }) => documentId)),
      textColumn(column(({ transactionId }) => transactionId)),
      plainColumn(column(({ contentHash }) => contentHash)),
      textColumn(column(({ storeId }) => storeId)),
      instantColumn(column(({ occurredAt }) => occurredAt)),
      documentColumn(column(({ document }) => document)),
    ]);
    return new Set(rows.map(keyOf));
  }

  override async unregister(programId: string, keys: readonly ReversalKey[]): Promise<void> {
    await this.database.query(
      `DELETE FROM reversals r USING ${givenKeys}
        WHERE r.program_id = $1 AND r.kind = given.kind AND r.reversal_id = given.reversal_id`,
      [programId, ...keyColumns(keys)],
    );
  }

  override async find(programId: string, keys: readonly ReversalKey[]): Promise<ReadonlyMap<string, StoredReversal>> {
    const rows = await this.database.query<StoredReversal>(
      `SELECT r.kind, r.reversal_id AS "reversalId", encode(r.content_hash, 'hex') AS "contentHash", r.answer
         FROM ${givenKeys}
         JOIN reversals r ON r.program_id = $1 AND r.kind = given.kind AND r.reversal_id = given.reversal_id`,
      [programId, ...keyColumns(keys)],
    );
    return new Map(rows.map((row) => [keyOf(row), row]));
  }

  override async answer(programId: string, answers: readonly AnsweredReversal[]): Promise<void> {
    await this.database.query(
      `UPDATE reversals r SET state = given.state, answer = given.answer::json
         FROM unnest($2::text[], $3::text[], $4::text[], string_to_array($5, E'\\x01'))
              AS given (kind, reversal_id, state, answer)
        WHERE r.program_id = $1 AND r.kind = given.kind AND r.reversal_id = given.reversal_id`,
      [
        programId,
        ...keyColumns(answers),
        plainColumn(answers.map(({ state }) => state)),
        documentColumn(answers.map(({ answer }) => answer)),
      ],
    );
  }

  override findParked(programId: string, transactionIds: readonly string[]): Promise<Reversal[]> {
    return this.database.query<Reversal>(
      `SELECT kind, reversal_id AS "reversalId", document_id AS "documentId", transaction_id AS "transactionId",
              encode(content_hash, 'hex') AS "contentHash", store_id AS "storeId", occurred_at AS "occurredAt", document
         FROM reversals
        WHERE program_id = $1 AND transaction_id = ANY ($2::text[]) AND state = 'parked'
        ORDER BY recorded_at, document_id`,
      [programId, textColumn(transactionIds)],
    );
  }

  override async countParked(
    programId: string,
    transactionIds: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.query<{ transactionId: string; count: number }>(
      `SELECT transaction_id AS "transactionId", count(*) AS count
         FROM reversals
        WHERE program_id = $1 AND transaction_id = ANY ($2::text[]) AND state = 'parked'
        GROUP BY transaction_id`,
      [programId, textColumn(transactionIds)],
    );
    return new Map(rows.map(({ transactionId, count }) => [transactionId, count]));
  }

  override async lockReceipts(
    programId: string,
    { transactionIds, awaited }: { readonly transactionIds: readonly string[]; readonly awaited: readonly string[] },
  ): Promise<ReadonlyMap<string, ReceiptState>> {
    if (awaited.length > 0) {
      // Waits for a purchase that is being recorded; writes nothing where the receipt is there.
      await this.database.query(
        `INSERT INTO receipts (program_id, transaction_id, state)
         SELECT $1, transaction_id, 'awaited' FROM unnest($2::text[]) AS given (transaction_id) ORDER BY transaction_id
         ON CONFLICT DO NOTHING`,
        [programId, textColumn(awaited)],
      );
    }
    const rows = await this.database.query<{ transactionId: string; state: ReceiptState }>(
      `SELECT transaction_id AS "transactionId", state
         FROM receipts
        WHERE program_id = $1 AND transaction_id = ANY ($2::text[])
        ORDER BY transaction_id
          FOR UPDATE`,
      [programId, textColumn(transactionIds)],
    );
    return new Map(rows.map(({ transactionId, state }) => [transactionId, state]));
  }

  override async saveReturned(purchases: readonly PurchaseRecord[]): Promise<void> {
    await this.database.query(saveReturnedSql, [
      ...purchaseKeyColumns(purchases),
      plainColumn(purchases.map(({ state }) => state)),
      documentColumn(purchases.map(({ returned }) => returned)),
    ]);
  }

  override async saveOutcomes(purchases: readonly PurchaseRecord[]): Promise<void> {
    const outcomes = documentColumn(purchases.map(({ outcome }) => outcome));
    await this.database.query(saveOutcomesSql, [...purchaseKeyColumns(purchases), outcomes]);
  }
}

function purchaseKeyColumns(purchases: readonly PurchaseRecord[]): string[] {
  return [
    plainColumn(purchases.map(({ programId }) => programId)),
    plainColumn(purchases.map(({ memberId, purchaseId }) => memberId ?? purchaseId)),
    instantColumn(purchases.map(({ occurredAt }) => occurredAt)),
    plainColumn(purchases.map(({ purchaseId }) => purchaseId)),
  ];
}

const givenKeys = 'unnest($2::text[], $3::text[]) AS given (kind, reversal_id)';

function keyColumns(keys: readonly ReversalKey[]): string[] {
  return [plainColumn(keys.map(({ kind }) => kind)), textColumn(keys.map(({ reversalId }) => reversalId))];
}

/** As recorded, so that what follows for nearly all of them, the answer, changes no indexed column. */
const registerSql = `
  INSERT INTO reversals (program_id, kind, reversal_id, document_id, transaction_id, content_hash, state, store_id,
                         occurred_at, recorded_at, document)
  SELECT $1, kind, reversal_id, document_id, transaction_id, decode(content_hash, 'hex'), 'recorded', store_id,
         occurred_at, $2, document::json
    FROM unnest($3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
                string_to_array($10, E'\\x01'))
         AS given (kind, reversal_id, document_id, transaction_id, content_hash, store_id, occurred_at, document)
   ORDER BY kind, reversal_id
  ON CONFLICT DO NOTHING
  RETURNING kind, reversal_id AS "reversalId"`;

const isGivenPurchase = `
  p.program_id = given.program_id AND p.member_id = given.member_id AND p.occurred_at = given.occurred_at
    AND p.purchase_id = given.purchase_id`;

const saveReturnedSql = `
  UPDATE purchases p
     SET state = given.state, returned = nullif(given.returned, 'null')::json
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], string_to_array($6, E'\\x01'))
         AS given (program_id, member_id, occurred_at, purchase_id, state, returned)
   WHERE ${isGivenPurchase}`;

const saveOutcomesSql = `
  UPDATE purchases p
     SET outcome = given.outcome::json
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], string_to_array($5, E'\\x01'))
         AS given (program_id, member_id, occurred_at, purchase_id, outcome)
   WHERE ${isGivenPurchase}`;
