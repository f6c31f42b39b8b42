import type { Row } from './sample-rows.js';

/** The wallet, as its own first statement: what is written is decided after it. */
export const lockWallet = `
  SELECT available, seq FROM wallets WHERE program_id = $1 AND member_id = $2 AND wallet = 'points' FOR UPDATE`;

export const updateWallet = `
  UPDATE wallets SET available = available + $3, lifetime_earned = lifetime_earned + $3, seq = seq + 1
   WHERE program_id = $1 AND member_id = $2 AND wallet = 'points'`;

export const appendEvents = `
  WITH stream AS (
    UPDATE event_streams SET last_seq = last_seq + 2 WHERE program_id = $1 AND member_id = $2 RETURNING last_seq
  ), appended AS (
    INSERT INTO outbox (id, program_id, member_id, member_seq, type, occurred_at, recorded_at, correlation_id, data)
    SELECT e.id, $1::uuid, $2::uuid, stream.last_seq - e.behind, e.type, $3::timestamptz, $3::timestamptz, $4::text, e.data
      FROM stream, (VALUES ($5::uuid, 1, 'points.purchase-recorded.v1', $6), ($7::uuid, 0, 'points.points-earned.v1', $8))
                   AS e (id, behind, type, data)
    RETURNING position
  )
  INSERT INTO outbox_unsent (position) SELECT position FROM appended`;

interface Insertion {
  readonly table: string;
  readonly rows: readonly Row[];
}

/** One prepared statement for the rows of some tables; takes what `valuesOf` gives. */
export function insertionOf(name: string, insertions: readonly Insertion[]): InsertStatement {
  let parameter = 0;
  const inserts = insertions.map(({ table, rows }) => {
    const columns = Object.keys(rows[0] ?? {});
    const tuples = rows.map(() => `(${columns.map(() => `$${(parameter += 1)}`).join(', ')})`);
    return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`;
  });
  const last = inserts.pop() ?? '';
  const before = inserts.map((insert, index) => `inserted_${index} AS (${insert})`);
  const rows = insertions.flatMap((insertion) => insertion.rows);
  return { name, text: before.length === 0 ? last : `WITH ${before.join(', ')} ${last}`, rows };
}

export interface InsertStatement {
  readonly name: string;
  readonly text: string;
  readonly rows: readonly Row[];
}

/** The sample's values, but for the columns that are new at every purchase. */
export function valuesOf({ rows }: InsertStatement, fresh: Row): unknown[] {
  return rows.flatMap((row) =>
    Object.entries(row).map(([column, value]) =>
      // The programme's accounts hold no running sum.
      column in fresh && value !== null ? fresh[column] : value,
    ),
  );
}
