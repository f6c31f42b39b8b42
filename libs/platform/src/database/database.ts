import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { Transactions } from '#kernel/transactions';

const attemptsMax = 6;
const retryDelayMsMax = 60;
const retryableStates = new Set(['40001', '40P01']);

interface AmbientTransaction {
  readonly runner: QueryRunner;
  readonly client: pg.PoolClient;
  readonly afterCommit: (() => void)[];
  savepoints: number;
}

/**
 * A service's own database. Work inside `run` is one transaction that everything below it joins; statements are prepared
 * once a connection and found again by the hash of their text.
 */
export class Database extends Transactions {
  private readonly ambient = new AsyncLocalStorage<AmbientTransaction | undefined>();

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  get inTransaction(): boolean {
    return this.ambient.getStore() !== undefined;
  }

  override async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inTransaction) return work();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.runOnce(work);
      } catch (error) {
        if (attempt >= attemptsMax || !retryableStates.has(sqlState(error) ?? '')) throw error;
        // Jitter, so that two transactions that met once do not meet again in step.
        await delay(Math.random() * retryDelayMsMax);
      }
    }
  }

  override apart<T>(work: () => Promise<T>): Promise<T> {
    return this.ambient.run(undefined, work);
  }

  /** Part of a transaction that can fail alone: what `work` wrote is undone, what came before it stays. */
  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const transaction = this.ambient.getStore();
    if (!transaction) throw new Error('A savepoint needs a transaction around it.');
    const name = `keepsake_${String((transaction.savepoints += 1))}`;
    await transaction.client.query(`SAVEPOINT ${name}`);
    try {
      const result = await work();
      await transaction.client.query(`RELEASE SAVEPOINT ${name}`);
      return result;
    } catch (error) {
      await transaction.client.query(`ROLLBACK TO SAVEPOINT ${name}`);
      throw error;
    }
  }

  /** Runs when the surrounding transaction has committed; at once where there is none. Never for effects that must not be lost. */
  afterCommit(action: () => void): void {
    const transaction = this.ambient.getStore();
    if (transaction) transaction.afterCommit.push(action);
    else action();
  }

  /**
   * One prepared statement, in the ambient transaction or, outside one, on any connection of the pool.
   * @returns the rows; bigint columns as numbers, timestamptz as Date, numeric and date as text
   */
  async query<Row extends object = Record<string, unknown>>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const { rows } = await this.execute<Row>(text, values);
    return rows;
  }

  /** Like `query`, for statements where the number of rows touched is the answer. */
  async affect(text: string, values: readonly unknown[] = []): Promise<number> {
    const { rowCount } = await this.execute(text, values);
    return rowCount ?? 0;
  }

  /** TypeORM's manager: of the ambient transaction, or of the pool. */
  manager(): EntityManager {
    return this.ambient.getStore()?.runner.manager ?? this.dataSource.manager;
  }

  pool(): pg.Pool {
    return (this.dataSource.driver as unknown as { master: pg.Pool }).master;
  }

  private execute<Row extends object>(text: string, values: readonly unknown[]): Promise<pg.QueryResult<Row>> {
    const executor = this.ambient.getStore()?.client ?? this.pool();
    return executor.query<Row>({ name: statementName(text), text, values: values as unknown[] });
  }

  private async runOnce<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as pg.PoolClient;
    const transaction: AmbientTransaction = { runner, client, afterCommit: [], savepoints: 0 };
    try {
      await runner.startTransaction();
      const result = await this.ambient.run(transaction, work);
      await runner.commitTransaction();
      // Outside the ambient transaction: the connection goes back to the pool.
      for (const action of transaction.afterCommit) action();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** PostgreSQL's SQLSTATE of a failed statement, whoever wrapped it. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

const names = new Map<string, string>();

function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `k${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`;
    names.set(text, name);
  }
  return name;
}

function delay(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
