import { Client } from 'pg';

/** What a real purchase has left behind in the tables, so that the baseline writes rows of the same size. */
export interface SampleRows {
  readonly programId: string;
  readonly purchase: Readonly<Record<string, unknown>>;
  readonly receipt: { readonly content_hash: string; readonly reference_hash: string };
  readonly transaction: { readonly actor_type: string; readonly actor_id: string };
  readonly entry: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
  readonly recorded: string;
  readonly earned: string;
}

/** @throws when the purchase has not written what the baseline writes */
export async function readSampleRows(databaseUrl: string, transactionId: string): Promise<SampleRows> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const one = async (sql: string, id: unknown): Promise<Record<string, unknown>> => {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(sql, [id]);
      if (!rows[0]) throw new Error(`The sample purchase left nothing behind here: ${sql}`);
      return rows[0].row;
    };
    const purchase = await one(
      'SELECT to_jsonb(p) AS row FROM points.purchases p WHERE transaction_id = $1',
      transactionId,
    );
    const receipt = await one(
      'SELECT to_jsonb(r) AS row FROM points.receipts r WHERE transaction_id = $1',
      transactionId,
    );
    const id = purchase['purchase_id'];
    const transaction = await one(
      'SELECT to_jsonb(t) AS row FROM points.ledger_transactions t WHERE source_id = $1',
      id,
    );
    const entry = await one(
      `SELECT to_jsonb(e) AS row FROM points.ledger_entries e WHERE account = 'available' AND posting_id = $1`,
      transaction['posting_id'],
    );
    const event = (type: string) =>
      one(`SELECT to_jsonb(o) AS row FROM points.outbox o WHERE type = '${type}' AND data LIKE '%' || $1 || '%'`, id);
    const recorded = await event('points.purchase-recorded.v1');
    const earned = await event('points.points-earned.v1');
    return {
      programId: purchase['program_id'] as string,
      purchase,
      receipt: receipt as SampleRows['receipt'],
      transaction: transaction as SampleRows['transaction'],
      entry,
      correlationId: recorded['correlation_id'] as string,
      recorded: recorded['data'] as string,
      earned: earned['data'] as string,
    };
  } finally {
    await client.end();
  }
}
