import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { LiabilitySumsStore } from '../application/ports/liability-sums.store.js';
import { addToSumsSql } from './liability.sql.js';

interface Mark {
  readonly linkNumber: number;
  readonly toTxid: number;
}

interface Link {
  readonly number: number;
  readonly toTxid: number;
  readonly linkedAt: Date;
}

@Injectable()
export class PgLiabilitySumsStore extends LiabilitySumsStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async addNext({
    wallet,
    linkedBy,
    aheadMs,
  }: {
    wallet: string;
    linkedBy: Date;
    aheadMs: number;
  }): Promise<boolean> {
    const [mark] = await this.database.query<Mark>(
      `SELECT link_number AS "linkNumber", to_txid AS "toTxid" FROM liability_marks
        WHERE wallet = $1 FOR UPDATE SKIP LOCKED`,
      [wallet],
    );
    if (!mark) return false;
    const [link] = await this.database.query<Link>(
      `SELECT number, to_txid AS "toTxid", linked_at AS "linkedAt" FROM ledger_links
        WHERE number > $1 AND linked_at <= $2 ORDER BY number LIMIT 1`,
      [mark.linkNumber, linkedBy],
    );
    if (!link) return false;
    // A range of many postings is several links: the first of them adds it all.
    if (link.toTxid > mark.toTxid) await this.database.query(addToSumsSql, [mark.toTxid, link.toTxid, wallet]);
    await this.database.query(
      `UPDATE liability_marks
          SET link_number = $2, to_txid = greatest(to_txid, $3), happened_by = greatest(happened_by, $4::timestamptz)
        WHERE wallet = $1`,
      [wallet, link.number, link.toTxid, new Date(link.linkedAt.getTime() + aheadMs)],
    );
    return true;
  }
}
