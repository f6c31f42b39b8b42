import type pg from 'pg';
import type { BinaryRow } from './binary-row.js';
import { CopyOut } from './copy-out.js';
import type { Database } from './database.js';

const beginSql = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
/** Much may be sorted here: more than a statement of a service may take. */
const limitsSql = `
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL work_mem = '64MB'`;

/** The database at one instant, for reading all of it: nothing that commits later is seen, and nobody waits. */
export class Snapshot {
  private readonly copying: pg.PoolClient[] = [];
  private asked: Promise<unknown> = Promise.resolve();
  private connecting: Promise<unknown> = Promise.resolve();
  private hasEnded = false;

  private constructor(
    private readonly pool: pg.Pool,
    private readonly client: pg.PoolClient,
    /** By which other connections see the same. */
    private readonly id: string,
  ) {}

  static async read<Result>(database: Database, work: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
    const pool = database.pool();
    const client = await pool.connect();
    try {
      await client.query(`${beginSql}; ${limitsSql}`);
      const { rows } = await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
      const snapshot = new Snapshot(pool, client, rows[0]?.id ?? '');
      try {
        return await work(snapshot);
      } finally {
        await snapshot.end();
      }
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  /** Asked at once, answered one after the other. */
  rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const answered = this.asked.then(() => this.client.query<Row>(sql, [...values]));
    this.asked = answered.catch(() => undefined);
    return answered.then(({ rows }) => rows);
  }

  /**
   * Rows page by page, on a connection of their own from the first page on: the server reads ahead in each while others are looked at.
   * @param sql without parameters, which a COPY cannot have
   * @returns reads the next page; an empty one is the end
   */
  pages<Row>({
    sql,
    decode,
    pageMax,
  }: {
    sql: string;
    decode: (row: BinaryRow) => Row;
    pageMax: number;
  }): () => Promise<readonly Row[]> {
    const copy = new CopyOut(sql, decode, pageMax);
    let opening: Promise<void> | undefined;
    return async () => {
      opening ??= this.open(copy);
      await opening;
      return copy.next();
    };
  }

  private async open(copy: CopyOut<unknown>): Promise<void> {
    // One after the other: a busy server that is asked for seven at once may answer the last too late.
    const connected = this.connecting.then(() => this.pool.connect());
    this.connecting = connected.catch(() => undefined);
    const client = await connected;
    this.copying.push(client);
    if (this.hasEnded) {
      await this.end();
      throw new Error('The snapshot is over.');
    }
    await client.query(`${beginSql}; SET TRANSACTION SNAPSHOT '${this.id}'; ${limitsSql}`);
    client.query(copy);
  }

  /** A read that has not come to its end ends with its connection, which is of no use to others. */
  private async end(): Promise<void> {
    this.hasEnded = true;
    for (const client of this.copying.splice(0)) client.release(true);
    await this.asked;
  }
}
