import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { uuidV7 } from '#kernel/ids';
import { readSampleRows, type Row, type SampleRows } from '../baseline/sample-rows.js';
import { postOne, type Bed } from '../bed.js';
import { waitUntilLinked } from '../ledger/wait-until-linked.js';
import { copyIn, type CopyRows } from '../stored/copy-in.js';

/** A page of purchases goes in by one COPY a table: 20 MB of text at most. */
const pageMax = 10_000;
/** Of the purchases of one member. */
const perMember = 100;
const secondMs = 1_000;

interface StoredMember {
  readonly memberId: string;
  seq: number;
  available: number;
}

interface Storing {
  /** How many there are in the end. */
  readonly count: number;
  readonly onProgress: (share: string) => void;
}

/**
 * Stores purchases as if they had been posted over the past months: of the members that the load posts for, and of many others.
 * Their signatures are the sample's: such a ledger is for measuring, not for verifying.
 */
export async function storePurchases(
  { platform, api, members, signal }: Bed,
  { count, onProgress }: Storing,
): Promise<void> {
  const { databaseUrl } = platform.credentials;
  await postOne(api, 'STORED-SAMPLE', members[0]?.card ?? '');
  const sample = await readSampleRows(databaseUrl, 'STORED-SAMPLE');
  const client = new Client({ connectionString: databaseUrl, options: '-c search_path=points' });
  await client.connect();
  try {
    const { rows } = await client.query<{ there: string }>('SELECT count(*) AS there FROM purchases');
    const wallets = await client.query<{ memberId: string; seq: string; available: string }>(
      'SELECT member_id AS "memberId", seq, available FROM wallets WHERE program_id = $1 AND member_id = ANY ($2)',
      [sample.programId, members.map(({ memberId }) => memberId)],
    );
    const posting = wallets.rows.map(({ memberId, seq, available }) => ({
      memberId,
      seq: Number(seq),
      available: Number(available),
    }));
    for (let stored = Number(rows[0]?.there ?? 0); stored < count;) {
      const page = Math.min(pageMax, count - stored);
      const some = stored === Number(rows[0]?.there ?? 0) ? posting : strangers(Math.ceil(page / perMember));
      await storePage(client, sample, { members: some, page });
      await saveWallets(client, sample.programId, some);
      stored += page;
      onProgress(`${stored.toLocaleString('en')} of ${count.toLocaleString('en')}`);
    }
    // As the server would have done on the way, had they come one by one.
    for (const table of tables) await client.query(`VACUUM ANALYZE ${table}`);
    await client.query('CHECKPOINT');
    await waitUntilLinked(client, signal);
  } finally {
    await client.end();
  }
}

const tables = ['receipts', 'purchases', 'ledger_transactions', 'ledger_entries', 'lots', 'wallets'];

function strangers(count: number): StoredMember[] {
  return Array.from({ length: count }, () => ({ memberId: newId(Date.now()), seq: 0, available: 0 }));
}

async function storePage(
  client: Client,
  sample: SampleRows,
  { members, page }: { members: StoredMember[]; page: number },
): Promise<void> {
  await client.query('BEGIN');
  const {
    rows: [writing],
  } = await client.query<{ txid: string }>('SELECT pg_current_xact_id()::text AS txid');
  const startMs = Date.now() - page * secondMs;
  const fresh = Array.from({ length: page }, (_, index) => {
    const member = members[index % members.length];
    if (!member) throw new Error('Purchases are stored for somebody.');
    member.seq += 1;
    member.available += sample.points;
    return { ...freshColumns(member, startMs + index * secondMs), txid: writing?.txid };
  });
  const groups: readonly (readonly [string, readonly Row[]])[] = [
    ['receipts', [sample.receipt]],
    ['purchases', [sample.purchase]],
    ['ledger_transactions', [sample.transaction]],
    ['ledger_entries', sample.entries],
    ['lots', [sample.lot]],
  ];
  for (const [table, rows] of groups) {
    const columns = Object.keys(rows[0] ?? {});
    await copyIn(client, `${table} (${columns.join(', ')})`, rowsOf(rows, { columns, fresh }));
  }
  await client.query('COMMIT');
}

function* rowsOf(
  rows: readonly Row[],
  { columns, fresh }: { columns: readonly string[]; fresh: readonly Row[] },
): CopyRows {
  for (const each of fresh) {
    for (const row of rows) {
      yield columns.map((column) => (column in each && row[column] !== null ? each[column] : row[column]) as string);
    }
  }
}

function freshColumns({ memberId, seq, available }: StoredMember, atMs: number): Row {
  const at = new Date(atMs).toISOString();
  const purchaseId = newId(atMs);
  const transactionId = `STORED-${purchaseId}`;
  return {
    member_id: memberId,
    purchase_id: purchaseId,
    source_id: purchaseId,
    transaction_id: transactionId,
    source_reference: transactionId,
    posting_id: newId(atMs),
    lot_id: newId(atMs),
    seq,
    account_after: available,
    occurred_at: at,
    recorded_at: at,
    earned_at: at,
  };
}

async function saveWallets(client: Client, programId: string, members: readonly StoredMember[]): Promise<void> {
  await client.query(
    `INSERT INTO wallets AS w (program_id, member_id, wallet, available, pending, held, debt, lifetime_earned, seq)
     SELECT $1, member_id, 'points', available, 0, 0, 0, available, seq
       FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS m (member_id, available, seq)
     ON CONFLICT (program_id, member_id, wallet)
     DO UPDATE SET available = excluded.available, lifetime_earned = excluded.available, seq = excluded.seq`,
    [
      programId,
      members.map(({ memberId }) => memberId),
      members.map(({ available }) => available),
      members.map(({ seq }) => seq),
    ],
  );
}

function newId(atMs: number): string {
  return uuidV7(atMs, randomBytes(16));
}
