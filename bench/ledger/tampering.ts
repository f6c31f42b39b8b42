import type { Client } from 'pg';

/** The last transaction of the last member: what verifying comes to at its end. */
export interface LastPosting {
  readonly memberId: string;
  readonly seq: number;
}

/** What a superuser may do to a ledger, each undone again. */
export interface Tampering {
  readonly name: string;
  readonly plant: (last: LastPosting) => readonly Statement[];
  readonly undo: (last: LastPosting) => readonly Statement[];
  /** What the verification must name. */
  readonly named: (last: LastPosting) => { readonly table: string; readonly seq: number };
}

type Statement = readonly [sql: string, values: readonly unknown[]];

const ofPosting = 'member_id = $1 AND seq = $2';
/** One point more for the last member, with all that belongs to it, but for the key that signs. */
const forged = [
  `INSERT INTO ledger_transactions (program_id, member_id, wallet, seq, posting_id, kind, source_type, source_id, source_reference,
     actor_type, actor_id, occurred_at, recorded_at, signature, txid)
   SELECT program_id, member_id, wallet, seq + 1, gen_random_uuid(), 'adjust', 'adjustment', gen_random_uuid(), 'forged',
          'client', 'nobody', date_trunc('second', now()), date_trunc('second', now()), sha256('nothing'), pg_current_xact_id()::text::bigint
     FROM wallets WHERE ${ofPosting}`,
  `INSERT INTO ledger_entries (program_id, member_id, wallet, seq, place, posting_id, account, delta, account_after, occurred_at,
     recorded_at)
   SELECT t.program_id, t.member_id, t.wallet, t.seq, e.place, t.posting_id, e.account, e.delta,
          CASE e.account WHEN 'available' THEN w.available + 1 END, t.occurred_at, t.recorded_at
     FROM wallets w JOIN ledger_transactions t USING (program_id, member_id, wallet)
    CROSS JOIN (VALUES (0, 'available', 1), (1, 'adjusted', -1)) e (place, account, delta)
    WHERE w.${ofPosting.replace('seq', 'w.seq')} AND t.seq = w.seq + 1`,
  `UPDATE wallets SET seq = seq + 1, available = available + 1 WHERE ${ofPosting}`,
];
const unforged = [
  `DELETE FROM ledger_entries WHERE ${ofPosting}`,
  `DELETE FROM ledger_transactions WHERE ${ofPosting}`,
  `UPDATE wallets SET seq = seq - 1, available = available - 1 WHERE ${ofPosting}`,
];

export const tamperings: readonly Tampering[] = [
  {
    name: 'a changed row',
    plant: ({ memberId, seq }) => [
      [`UPDATE ledger_entries SET delta = delta + 1 WHERE ${ofPosting} AND place = 0`, [memberId, seq]],
    ],
    undo: ({ memberId, seq }) => [
      [`UPDATE ledger_entries SET delta = delta - 1 WHERE ${ofPosting} AND place = 0`, [memberId, seq]],
    ],
    named: ({ seq }) => ({ table: 'ledger_entries', seq }),
  },
  {
    name: 'a removed row',
    plant: ({ memberId, seq }) => [
      [`CREATE TEMP TABLE kept AS SELECT * FROM ledger_entries WHERE ${ofPosting}`, [memberId, seq]],
      [`DELETE FROM ledger_entries WHERE ${ofPosting}`, [memberId, seq]],
    ],
    undo: () => [['INSERT INTO ledger_entries TABLE kept', []]],
    named: ({ seq }) => ({ table: 'ledger_entries', seq }),
  },
  {
    name: 'an inserted row without a signature',
    plant: ({ memberId, seq }) => forged.map((sql) => [sql, [memberId, seq]] as const),
    undo: ({ memberId, seq }) => unforged.map((sql) => [sql, [memberId, seq + 1]] as const),
    named: ({ seq }) => ({ table: 'ledger_transactions', seq: seq + 1 }),
  },
];

/** What stops even a superuser is out of the way of one who means it. */
export async function letTamper(client: Client): Promise<void> {
  for (const table of ['ledger_transactions', 'ledger_entries'])
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
}

export async function apply(client: Client, statements: readonly Statement[]): Promise<void> {
  for (const [sql, values] of statements) await client.query(sql, [...values]);
}
