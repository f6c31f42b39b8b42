import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type ChainEnd,
  type CoverablePosting,
  LedgerChainStore,
  type NewLink,
} from '../application/ports/ledger-chain.store.js';
import { chainStart } from '../domain/ledger-chain.js';
import { plainColumn } from '#platform/database/columns';

/** Of this schema's own: any number that nothing else locks. */
const chainLock = 7_361_902;

@Injectable()
export class PgLedgerChainStore extends LedgerChainStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async tryLock(): Promise<boolean> {
    const [row] = await this.database.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [
      chainLock,
    ]);
    return row?.locked ?? false;
  }

  override async end(): Promise<ChainEnd> {
    const [end] = await this.database.query<ChainEnd>(endSql);
    return end ?? { number: 0, toTxid: 0, link: chainStart };
  }

  override async settledBefore(): Promise<number> {
    const [row] = await this.database.query<{ xmin: number }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin`,
    );
    if (!row) throw new Error('A snapshot has an xmin.');
    return row.xmin;
  }

  override async *postings({
    fromTxid,
    toTxid,
    pageMax,
  }: {
    fromTxid: number;
    toTxid: number;
    pageMax: number;
  }): AsyncIterable<CoverablePosting[]> {
    // A cursor: the range is sorted once, however many pages it has.
    await this.database.query(declareSql, [fromTxid, toTxid]);
    for (;;) {
      const page = await this.database.query<CoverablePosting>(`FETCH ${String(pageMax)} FROM uncovered`);
      if (page.length > 0) yield page;
      if (page.length < pageMax) break;
    }
    await this.database.query('CLOSE uncovered');
  }

  override async append({ number, fromTxid, toTxid, postingIds, link, throughAt, linkedAt }: NewLink): Promise<void> {
    await this.database.query(appendSql, [
      number,
      fromTxid,
      toTxid,
      plainColumn(postingIds),
      link,
      throughAt,
      linkedAt,
    ]);
  }
}

const endSql = `
  SELECT number, to_txid AS "toTxid", encode(link, 'hex') AS link FROM ledger_links ORDER BY number DESC LIMIT 1`;

const declareSql = `
  DECLARE uncovered NO SCROLL CURSOR FOR
  SELECT posting_id AS "postingId", encode(signature, 'hex') AS signature, recorded_at AS "recordedAt"
    FROM ledger_transactions
   WHERE txid >= $1 AND txid < $2
   ORDER BY txid, program_id, member_id, wallet, seq`;

const appendSql = `
  INSERT INTO ledger_links (number, from_txid, to_txid, posting_ids, link, through_at, linked_at)
  VALUES ($1, $2, $3, $4::uuid[], decode($5, 'hex'), $6, $7)`;
