import type pg from 'pg';
import type { Database } from './database.js';

/** A row as PostgreSQL's text. */
export type TextRow = readonly (string | null)[];

const asText = { getTypeParser: () => (value: string) => value };

/** Much may be sorted here: more than a statement of a service may take. */
const beginSql = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex';
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL work_mem = '64MB'`;

/** The database at one instant, for reading all of it: nothing that commits later is seen, and nobody waits. */
export class Snapshot {
  private constructor(private readonly client: pg.PoolClient) {}

  static async read<Result>(database: Database, work: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
    const client = await database.pool().connect();
    try {
      await client.query(beginSql);
      return await work(new Snapshot(client));
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.client.query<Row>(sql, [...values]);
    return rows;
  }

  /**
   * Rows page by page, undecoded: what is only compared need not be decoded.
   * @param cursor a name, once a snapshot
   * @param sql without parameters, which a declared cursor cannot have
   * @returns reads the next page; an empty one is the end
   */
  async pages({
    cursor,
    sql,
    pageMax,
  }: {
    cursor: string;
    sql: string;
    pageMax: number;
  }): Promise<() => Promise<TextRow[]>> {
    await this.client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`);
    const text = `FETCH ${String(pageMax)} FROM ${cursor}`;
    return async () => {
      const { rows } = await this.client.query<(string | null)[]>({ text, rowMode: 'array', types: asText });
      return rows;
    };
  }
}
