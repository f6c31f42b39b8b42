import { Client } from 'pg';

/** Where the baseline writes: beside the services' schemas, on the same server. */
export const baselineSchema = 'bench_baseline';

const tables = [
  'receipts',
  'purchases',
  'ledger_transactions',
  'ledger_entries',
  'lots',
  'wallets',
  'event_streams',
  'outbox',
  'outbox_unsent',
];

/**
 * Empty copies of the tables that a purchase writes to, columns, checks, indexes and storage alike (not the triggers, which is to
 * the baseline's advantage), with an open wallet and stream a member.
 */
export async function copyTables(databaseUrl: string, members: readonly Member[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`DROP SCHEMA IF EXISTS ${baselineSchema} CASCADE`);
    await client.query(`CREATE SCHEMA ${baselineSchema}`);
    for (const table of tables) await copyTable(client, table);
    await client.query(
      `INSERT INTO ${baselineSchema}.wallets (program_id, member_id, wallet, available, pending, held, debt, lifetime_earned, seq)
       SELECT program_id, member_id, 'points', 0, 0, 0, 0, 0, 0 FROM unnest($1::uuid[], $2::uuid[]) AS m (program_id, member_id)`,
      columnsOf(members),
    );
    await client.query(
      `INSERT INTO ${baselineSchema}.event_streams (program_id, member_id, last_seq)
       SELECT program_id, member_id, 1 FROM unnest($1::uuid[], $2::uuid[]) AS m (program_id, member_id)`,
      columnsOf(members),
    );
  } finally {
    await client.end();
  }
}

export async function dropTables(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`DROP SCHEMA ${baselineSchema} CASCADE`);
  await client.end();
}

export interface Member {
  readonly programId: string;
  readonly memberId: string;
}

function columnsOf(members: readonly Member[]): string[][] {
  return [members.map(({ programId }) => programId), members.map(({ memberId }) => memberId)];
}

async function copyTable(client: Client, table: string): Promise<void> {
  await client.query(`CREATE TABLE ${baselineSchema}.${table} (LIKE points.${table} INCLUDING ALL)`);
  // LIKE leaves the table's own storage settings out.
  const { rows } = await client.query<{ options: string | null }>(
    `SELECT array_to_string(reloptions, ', ') AS options FROM pg_class WHERE oid = $1::regclass`,
    [`points.${table}`],
  );
  const options = rows[0]?.options;
  if (options) await client.query(`ALTER TABLE ${baselineSchema}.${table} SET (${options})`);
}
