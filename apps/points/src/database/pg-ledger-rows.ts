import { isUuid } from '#kernel/ids';
import type { Database } from '#platform/database/database';
import type { BinaryRow } from '#platform/database/binary-row';
import { Snapshot } from '#platform/database/snapshot';
import {
  LedgerRows,
  type LedgerSnapshot,
  type StoredLink,
  type StoredPosting,
} from '../application/ports/ledger-rows.js';
import { readEntries, readHolds, readLots, readTransactions, readWallets, type RowsOf } from './stored-row-decoders.js';

/** Small enough that a page is gone before the collector moves it to where collecting is dear. */
const pageMax = 4_000;
/** A link of 10,000 ids is 370 kB of text. */
const linksPageMax = 4;

/** Everything in one snapshot: each table is read once, and postings go on meanwhile. */
export class PgLedgerRows extends LedgerRows {
  constructor(private readonly database: Database) {
    super();
  }

  override read<Result>(
    programId: string | undefined,
    work: (snapshot: LedgerSnapshot) => Promise<Result>,
  ): Promise<Result> {
    return Snapshot.read(this.database, async (snapshot) => work(await openLedger(snapshot, programId)));
  }
}

async function openLedger(snapshot: Snapshot, programId: string | undefined): Promise<LedgerSnapshot> {
  if (programId !== undefined && !isUuid(programId)) throw new Error('A programme is named by its id.');
  const own = programId === undefined ? '' : `WHERE program_id = '${programId}'`;
  const open = <Row>(sql: string, decode: (row: BinaryRow) => Row, max = pageMax) =>
    snapshot.pages({ sql, decode, pageMax: max });
  const ofWallets = <Row>({ sql, decode }: RowsOf<Row>, order = '') =>
    open(`${sql} ${own} ORDER BY program_id, member_id, wallet${order}`, decode);
  const [about] = await snapshot.rows<{ entries: number }>(aboutSql);
  return {
    entriesAbout: about?.entries ?? 0,
    transactions: ofWallets(readTransactions(), ', seq'),
    entries: ofWallets(readEntries(), ', seq, place'),
    lots: ofWallets(readLots(), ', seq, lot_id'),
    holds: ofWallets(readHolds(), ', seq'),
    wallets: ofWallets(readWallets()),
    links: open(linksSql, linkOf, linksPageMax),
    postings: open(postingsSql, postingOf),
    unbalancedTransfer: async (program) =>
      (await snapshot.rows<{ sourceId: string; sum: number }>(unbalancedTransferSql, [program]))[0],
    repeatedEarning: async () =>
      (await snapshot.rows<{ programId: string; reference: string; times: number }>(repeatedEarningSql))[0],
    overReturned: async () =>
      (await snapshot.rows<{ programId: string; purchaseId: string; line: number }>(overReturnedSql))[0],
  };
}

/** Counted only where the table was never analysed, and so is young. */
const aboutSql = `
  SELECT CASE WHEN reltuples > 0 THEN reltuples::bigint ELSE (SELECT count(*) FROM ledger_entries) END AS entries
    FROM pg_class WHERE oid = 'ledger_entries'::regclass`;

const linksSql = `
  SELECT number, from_txid, to_txid, array_to_string(posting_ids, ','), link FROM ledger_links ORDER BY number`;

function linkOf(row: BinaryRow): StoredLink {
  return {
    number: row.integer(),
    fromTxid: row.integer(),
    toTxid: row.integer(),
    postingIds: row.text().split(','),
    link: row.hexOrNull() ?? '',
  };
}

const postingsSql = `
  SELECT txid, posting_id, signature, recorded_at FROM ledger_transactions
   ORDER BY txid, program_id, member_id, wallet, seq`;

function postingOf(row: BinaryRow): StoredPosting {
  return {
    txid: row.integer(),
    postingId: row.uuid(),
    signature: row.hexOrNull() ?? '',
    recordedAtMs: row.instantMs(),
  };
}

const unbalancedTransferSql = `
  SELECT t.source_id AS "sourceId", sum(e.delta)::bigint AS sum
    FROM ledger_entries e
    JOIN ledger_transactions t USING (program_id, member_id, wallet, seq)
   WHERE e.program_id = $1 AND e.account = 'transferred'
   GROUP BY t.source_id HAVING sum(e.delta) <> 0 ORDER BY t.source_id LIMIT 1`;

const repeatedEarningSql = `
  SELECT program_id AS "programId", source_reference AS reference, count(*) AS times
    FROM ledger_transactions
   WHERE kind = 'earn' AND source_type = 'purchase'
   GROUP BY program_id, source_reference HAVING count(*) > 1 ORDER BY program_id, source_reference LIMIT 1`;

const overReturnedSql = `
  SELECT p.program_id AS "programId", p.purchase_id AS "purchaseId", (r ->> 'line')::integer AS line
    FROM purchases p
   CROSS JOIN json_array_elements(p.returned -> 'lines') r
   CROSS JOIN json_array_elements(p.lines) l
   WHERE p.returned IS NOT NULL AND l ->> 'line' = r ->> 'line'
     AND (r ->> 'thousandths')::numeric > (l ->> 'quantity')::numeric * 1000
   LIMIT 1`;
