import { Client } from 'pg';

export type Row = Readonly<Record<string, unknown>>;

/** What a real purchase has left behind in the tables: the baseline writes the same rows under new ids. */
export interface SampleRows {
  readonly programId: string;
  readonly points: number;
  readonly receipt: Row;
  readonly purchase: Row;
  readonly transaction: Row;
  readonly entries: readonly Row[];
  readonly lot: Row;
  readonly events: { readonly correlationId: unknown; readonly recorded: unknown; readonly earned: unknown };
}

/** @throws when the purchase has not written what the baseline writes */
export async function readSampleRows(databaseUrl: string, transactionId: string): Promise<SampleRows> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  /** Every column as text that PostgreSQL reads back, whatever columns there are. */
  const read = async (table: string, condition: string, value: unknown): Promise<Row[]> => {
    const { rows } = await client.query<{ row: Row }>(
      `SELECT to_jsonb(t) AS row FROM points.${table} t WHERE ${condition}`,
      [value],
    );
    return rows.map(({ row }) => asParameters(row));
  };
  const one = async (...question: Parameters<typeof read>): Promise<Row> => {
    const [row, ...others] = await read(...question);
    if (!row || others.length > 0) throw new Error(`The sample purchase has not one row in ${question[0]}.`);
    return row;
  };
  try {
    const purchase = await one('purchases', 'transaction_id = $1', transactionId);
    const id = purchase['purchase_id'];
    const transaction = await one('ledger_transactions', 'source_id = $1', id);
    const entries = await read('ledger_entries', 'posting_id = $1', transaction['posting_id']);
    if (entries.length !== 2) throw new Error('The sample purchase has not two ledger entries.');
    const event = async (type: string): Promise<Row> =>
      one('outbox', `type = '${type}' AND data LIKE '%' || $1 || '%'`, id);
    const recorded = await event('points.purchase-recorded.v1');
    const earned = await event('points.points-earned.v1');
    return {
      programId: purchase['program_id'] as string,
      points: purchase['points_earned'] as number,
      receipt: await one('receipts', 'transaction_id = $1', transactionId),
      purchase,
      transaction,
      entries,
      lot: await one('lots', 'purchase_id = $1', id),
      events: { correlationId: recorded['correlation_id'], recorded: recorded['data'], earned: earned['data'] },
    };
  } finally {
    await client.end();
  }
}

function asParameters(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );
}
