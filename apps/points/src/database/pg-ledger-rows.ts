import { isUuid } from '#kernel/ids';
import type { Database } from '#platform/database/database';
import { Snapshot, type TextRow } from '#platform/database/snapshot';
import {
  LedgerRows,
  type LedgerSnapshot,
  type StoredLink,
  type StoredPosting,
} from '../application/ports/ledger-rows.js';
import type {
  StoredEntry,
  StoredHold,
  StoredLot,
  StoredTransaction,
  StoredWallet,
} from '../domain/verify/stored-rows.js';

/** Small enough that a page is gone before the collector moves it to where collecting is dear. */
const pageMax = 4_000;
/** A link of 10,000 ids is 370 kB of text. */
const linksPageMax = 20;

/** Everything in one snapshot and by cursors: each table is read once, and postings go on meanwhile. */
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
  const open = async <Row>(cursor: string, sql: string, toRow: (columns: TextRow) => Row, max = pageMax) => {
    const next = await snapshot.pages({ cursor, sql, pageMax: max });
    return async () => (await next()).map(toRow);
  };
  const [about] = await snapshot.rows<{ entries: number }>(aboutSql);
  return {
    entriesAbout: about?.entries ?? 0,
    transactions: await open('transactions', `${transactionsSql} ${own} ORDER BY ${walletOrder}, seq`, transactionOf),
    entries: await open('entries', `${entriesSql} ${own} ORDER BY ${walletOrder}, seq, place`, entryOf),
    lots: await open('lots', `${lotsSql} ${own} ORDER BY ${walletOrder}, seq, lot_id`, lotOf),
    holds: await open('holds', `${holdsSql} ${own} ORDER BY ${walletOrder}, seq`, holdOf),
    wallets: await open('wallets', `${walletsSql} ${own} ORDER BY ${walletOrder}`, walletOf),
    links: await open('links', linksSql, linkOf, linksPageMax),
    postings: await open('postings', postingsSql, postingOf),
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

const walletOrder = 'program_id, member_id, wallet';

/** Stands in no id, number, instant or word of ours. */
const separator = '\u001f';

/**
 * Columns of a row as one text: the driver takes most of a microsecond for each column that it reads. Absent values are empty, and texts
 * that came from outside, which may be anything, are columns of their own.
 */
function packed(...columns: readonly string[]): string {
  return `concat(${columns.join(`, E'\\x1f', `)})`;
}

function unpack(row: TextRow): string[] {
  return text(row[0]).split(separator);
}

const transactionsSql = `
  SELECT ${packed(
    ...['program_id', 'member_id', 'wallet', 'seq', 'posting_id', 'kind', 'source_type', 'source_id', 'actor_type'],
    ...['corrects', 'occurred_at', 'recorded_at', 'signature'],
  )}, source_reference, actor_id, store_id FROM ledger_transactions`;

function transactionOf(row: TextRow): StoredTransaction {
  const c = unpack(row);
  return {
    ...ownerOf(c),
    seq: Number(c[3]),
    postingId: text(c[4]),
    kind: text(c[5]),
    sourceType: text(c[6]),
    sourceId: text(c[7]),
    sourceReference: text(row[1]),
    actorType: text(c[8]),
    actorId: text(row[2]),
    storeId: row[3] ?? null,
    corrects: textOrNull(c[9]),
    occurredAt: text(c[10]),
    recordedAt: text(c[11]),
    signature: hexOf(c[12]),
  };
}

const entriesSql = `
  SELECT ${packed(
    ...[
      'program_id',
      'member_id',
      'wallet',
      'seq',
      'place',
      'posting_id',
      'account',
      'delta',
      'account_after',
      'lot_id',
    ],
    ...['campaign_version', 'campaign_hash', 'occurred_at', 'recorded_at'],
  )}, campaign_code, tier_level FROM ledger_entries`;

function entryOf(row: TextRow): StoredEntry {
  const c = unpack(row);
  return {
    ...ownerOf(c),
    seq: Number(c[3]),
    place: Number(c[4]),
    postingId: text(c[5]),
    account: text(c[6]),
    delta: Number(c[7]),
    accountAfter: numberOf(c[8]),
    lotId: textOrNull(c[9]),
    campaignCode: row[1] ?? null,
    campaignVersion: numberOf(c[10]),
    campaignHash: hexOf(c[11]),
    tierLevel: row[2] ?? null,
    occurredAt: text(c[12]),
    recordedAt: text(c[13]),
  };
}

const lotsSql = `
  SELECT ${packed(
    ...['program_id', 'member_id', 'wallet', 'seq', 'lot_id', 'issued', 'remaining', 'expired', 'state', 'earned_at'],
    ...['activates_at', 'expires_at', 'campaign_version', 'campaign_hash', 'purchase_id', 'signature'],
  )}, campaign_code, pending_until FROM lots`;

function lotOf(row: TextRow): StoredLot {
  const c = unpack(row);
  return {
    ...ownerOf(c),
    seq: Number(c[3]),
    lotId: text(c[4]),
    issued: Number(c[5]),
    remaining: Number(c[6]),
    expired: Number(c[7]),
    state: text(c[8]),
    earnedAt: text(c[9]),
    activatesAt: textOrNull(c[10]),
    expiresAt: textOrNull(c[11]),
    campaignVersion: numberOf(c[12]),
    campaignHash: hexOf(c[13]),
    purchaseId: textOrNull(c[14]),
    signature: hexOf(c[15]),
    campaignCode: row[1] ?? null,
    pendingUntil: row[2] ?? null,
  };
}

const holdsSql = `
  SELECT ${packed(
    ...[
      'program_id',
      'member_id',
      'wallet',
      'hold_id',
      'seq',
      'points',
      'captured',
      'state',
      'created_at',
      'expires_at',
    ],
    'signature',
  )}, purpose, slices FROM holds`;

function holdOf(row: TextRow): StoredHold {
  const c = unpack(row);
  return {
    ...ownerOf(c),
    holdId: text(c[3]),
    seq: Number(c[4]),
    points: Number(c[5]),
    captured: Number(c[6]),
    state: text(c[7]),
    createdAt: text(c[8]),
    expiresAt: text(c[9]),
    signature: hexOf(c[10]),
    purpose: text(row[1]),
    slices: text(row[2]),
  };
}

const walletsSql = `
  SELECT ${packed(
    ...[
      'program_id',
      'member_id',
      'wallet',
      'available',
      'pending',
      'held',
      'debt',
      'lifetime_earned',
      'seq',
      'next_due_at',
    ],
  )} FROM wallets`;

function walletOf(row: TextRow): StoredWallet {
  const c = unpack(row);
  return {
    ...ownerOf(c),
    available: Number(c[3]),
    pending: Number(c[4]),
    held: Number(c[5]),
    debt: Number(c[6]),
    lifetimeEarned: Number(c[7]),
    seq: Number(c[8]),
    nextDueAt: textOrNull(c[9]),
  };
}

const linksSql = `
  SELECT number, from_txid, to_txid, array_to_string(posting_ids, ','), link FROM ledger_links ORDER BY number`;

function linkOf(row: TextRow): StoredLink {
  return {
    number: Number(row[0]),
    fromTxid: Number(row[1]),
    toTxid: Number(row[2]),
    postingIds: text(row[3]).split(','),
    link: hexOf(row[4]) ?? '',
  };
}

const postingsSql = `
  SELECT ${packed('txid', 'posting_id', 'signature', 'recorded_at')} FROM ledger_transactions
   ORDER BY txid, program_id, member_id, wallet, seq`;

function postingOf(row: TextRow): StoredPosting {
  const c = unpack(row);
  return { txid: Number(c[0]), postingId: text(c[1]), signature: hexOf(c[2]) ?? '', recordedAt: text(c[3]) };
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

function ownerOf(c: TextRow) {
  return { programId: text(c[0]), memberId: text(c[1]), wallet: text(c[2]) };
}

function text(column: string | null | undefined): string {
  return column ?? '';
}

function textOrNull(column: string | undefined): string | null {
  return column === undefined || column === '' ? null : column;
}

function numberOf(column: string | undefined): number | null {
  return column === undefined || column === '' ? null : Number(column);
}

function hexOf(column: string | null | undefined): string | null {
  return column ? column.slice(2) : null;
}
