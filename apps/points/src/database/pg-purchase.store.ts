import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type NewReceipt, PurchaseStore } from '../application/ports/purchase.store.js';
import type { PostedPurchase, PurchaseRecord } from '../domain/purchase-record.js';
import { documentColumn, instantColumn, plainColumn, textColumn } from '#platform/database/columns';
import { identityColumns, postedPurchase, type PostedRow, purchaseColumns, receiptJoin } from './purchase-sql.js';

@Injectable()
export class PgPurchaseStore extends PurchaseStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async register(programId: string, receipts: readonly NewReceipt[]): Promise<ReadonlySet<string>> {
    const columns = receiptColumns(receipts);
    const rows = await this.database.query<{ transactionId: string }>(registerSql, [programId, ...columns]);
    return new Set(rows.map(({ transactionId }) => transactionId));
  }

  override async takeAwaited(programId: string, receipts: readonly NewReceipt[]): Promise<ReadonlySet<string>> {
    const columns = receiptColumns(receipts);
    // Its own statement: the order of the locks is the order of a SELECT.
    await this.database.query(
      `SELECT FROM receipts
        WHERE program_id = $1 AND transaction_id = ANY ($2::text[]) AND state = 'awaited'
        ORDER BY transaction_id
          FOR UPDATE`,
      [programId, columns[0]],
    );
    const rows = await this.database.query<{ transactionId: string }>(takeAwaitedSql, [programId, ...columns]);
    return new Set(rows.map(({ transactionId }) => transactionId));
  }

  override async unregister(
    programId: string,
    { transactionIds, awaited }: { readonly transactionIds: readonly string[]; readonly awaited: ReadonlySet<string> },
  ): Promise<void> {
    const kept = transactionIds.filter((transactionId) => awaited.has(transactionId));
    const free = transactionIds.filter((transactionId) => !awaited.has(transactionId));
    await this.database.query('DELETE FROM receipts WHERE program_id = $1 AND transaction_id = ANY ($2::text[])', [
      programId,
      textColumn(free),
    ]);
    if (kept.length === 0) return;
    await this.database.query(
      `UPDATE receipts
          SET state = 'awaited', purchase_id = NULL, member_id = NULL, occurred_at = NULL, content_hash = NULL,
              reference_hash = NULL
        WHERE program_id = $1 AND transaction_id = ANY ($2::text[])`,
      [programId, textColumn(kept)],
    );
  }

  override async findPosted(
    programId: string,
    transactionIds: readonly string[],
  ): Promise<ReadonlyMap<string, PostedPurchase>> {
    const rows = await this.database.query<PostedRow>(
      `SELECT ${purchaseColumns}, r.member_id AS "memberId", ${identityColumns}
         FROM receipts r ${receiptJoin}
        WHERE r.program_id = $1 AND r.transaction_id = ANY ($2::text[])`,
      [programId, textColumn(transactionIds)],
    );
    return new Map(rows.map((row) => [row.transactionId, postedPurchase(row)]));
  }

  override async insert(purchases: readonly PurchaseRecord[]): Promise<void> {
    const column = <Value>(of: (purchase: PurchaseRecord) => Value): Value[] => purchases.map(of);
    await this.database.query(insertSql, [
      plainColumn(column(({ programId }) => programId)),
      plainColumn(column(({ memberId, purchaseId }) => memberId ?? purchaseId)),
      instantColumn(column(({ occurredAt }) => occurredAt)),
      plainColumn(column(({ purchaseId }) => purchaseId)),
      textColumn(column(({ transactionId }) => transactionId)),
      textColumn(column(({ storeId }) => storeId)),
      textColumn(column(({ channel }) => channel)),
      plainColumn(column(({ currency }) => currency)),
      instantColumn(column(({ recordedAt }) => recordedAt)),
      plainColumn(column(({ totalMinor }) => totalMinor)),
      plainColumn(column(({ couponMinor }) => couponMinor)),
      plainColumn(column(({ pointsMinor }) => pointsMinor)),
      plainColumn(column(({ payableMinor }) => payableMinor)),
      plainColumn(column(({ pointsRedeemed }) => pointsRedeemed)),
      plainColumn(column(({ pointsEarned }) => pointsEarned)),
      plainColumn(column(({ pointsPending }) => pointsPending)),
      documentColumn(column(({ lines }) => lines)),
      documentColumn(column(({ outcome }) => outcome)),
      documentColumn(column(({ details }) => details)),
    ]);
  }

  override async lockReceipt(programId: string, transactionId: string): Promise<void> {
    await this.database.query('SELECT FROM receipts WHERE program_id = $1 AND transaction_id = $2 FOR UPDATE', [
      programId,
      transactionId,
    ]);
  }

  override async assign(purchase: PurchaseRecord, claimedAt: Date): Promise<void> {
    const { programId, purchaseId, transactionId, memberId, occurredAt } = purchase;
    await this.database.query(
      'UPDATE receipts SET member_id = $3, claimed_at = $4 WHERE program_id = $1 AND transaction_id = $2',
      [programId, transactionId, memberId, claimedAt],
    );
    await this.database.query(
      `UPDATE purchases
          SET member_id = $4, points_earned = $5, points_pending = $6, lines = $7, outcome = $8
        WHERE program_id = $1 AND member_id = $3 AND occurred_at = $2 AND purchase_id = $3`,
      [
        programId,
        occurredAt,
        purchaseId,
        memberId,
        purchase.pointsEarned,
        purchase.pointsPending,
        JSON.stringify(purchase.lines),
        JSON.stringify(purchase.outcome),
      ],
    );
  }
}

function receiptColumns(receipts: readonly NewReceipt[]): string[] {
  return [
    textColumn(receipts.map(({ transactionId }) => transactionId)),
    plainColumn(receipts.map(({ purchaseId }) => purchaseId)),
    plainColumn(receipts.map(({ memberId }) => memberId)),
    instantColumn(receipts.map(({ occurredAt }) => occurredAt)),
    plainColumn(receipts.map(({ contentHash }) => contentHash)),
    plainColumn(receipts.map(({ referenceHash }) => referenceHash)),
  ];
}

/** In one order for everybody, so that two groups with the same receipts wait for each other and never crosswise. */
const registerSql = `
  INSERT INTO receipts (program_id, transaction_id, purchase_id, member_id, occurred_at, content_hash, reference_hash)
  SELECT $1, transaction_id, purchase_id, member_id, occurred_at, decode(content_hash, 'hex'), decode(reference_hash, 'hex')
    FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[])
         AS given (transaction_id, purchase_id, member_id, occurred_at, content_hash, reference_hash)
   ORDER BY transaction_id
  ON CONFLICT DO NOTHING
  RETURNING transaction_id AS "transactionId"`;

const takeAwaitedSql = `
  UPDATE receipts r
     SET state = 'recorded', purchase_id = given.purchase_id, member_id = given.member_id, occurred_at = given.occurred_at,
         content_hash = decode(given.content_hash, 'hex'), reference_hash = decode(given.reference_hash, 'hex')
    FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[])
         AS given (transaction_id, purchase_id, member_id, occurred_at, content_hash, reference_hash)
   WHERE r.program_id = $1 AND r.transaction_id = given.transaction_id AND r.state = 'awaited'
  RETURNING r.transaction_id AS "transactionId"`;

const insertSql = `
  INSERT INTO purchases (program_id, member_id, occurred_at, purchase_id, transaction_id, store_id, channel, currency,
                         recorded_at, total_minor, coupon_minor, points_minor, payable_minor, points_redeemed,
                         points_earned, points_pending, lines, outcome, details)
  SELECT program_id, member_id, occurred_at, purchase_id, transaction_id, store_id, channel, currency,
         recorded_at, total_minor, coupon_minor, points_minor, payable_minor, points_redeemed, points_earned, points_pending,
         lines::json, outcome::json, nullif(details, 'null')::json
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::timestamptz[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
                $16::bigint[], string_to_array($17, E'\\x01'), string_to_array($18, E'\\x01'), string_to_array($19, E'\\x01'))
         AS given (program_id, member_id, occurred_at, purchase_id, transaction_id, store_id, channel, currency,
                   recorded_at, total_minor, coupon_minor, points_minor, payable_minor, points_redeemed, points_earned,
                   points_pending, lines, outcome, details)`;
