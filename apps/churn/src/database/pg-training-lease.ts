import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { Ids } from '#kernel/ids';
import { Database } from '#platform/database/database';
import { TrainingLease } from '../application/ports/training-lease.js';

/**
 * An advisory lock on a connection of its own: PostgreSQL gives it up with the connection, so that a process that was killed is
 * known to be gone at once, and one that is only slow never is. One connection, however many programmes are trained.
 */
@Injectable()
export class PgTrainingLease extends TrainingLease {
  override readonly holder: string;
  private holds = 0;
  private connection: Promise<pg.PoolClient> | undefined;

  constructor(
    private readonly database: Database,
    ids: Ids,
  ) {
    super();
    this.holder = ids.next();
  }

  override async hold(): Promise<{ release: () => void }> {
    this.holds += 1;
    const connection = (this.connection ??= this.lock());
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      this.holds -= 1;
      if (this.holds > 0) return;
      this.connection = undefined;
      // Closed, not given back: the lock goes with it.
      connection.then((client) => client.release(true)).catch(() => undefined);
    };
    try {
      await connection;
    } catch (error) {
      release();
      throw error;
    }
    return { release };
  }

  private async lock(): Promise<pg.PoolClient> {
    const client = await this.database.pool().connect();
    // A connection that breaks while nothing waits for it would else end the process.
    client.on('error', () => undefined);
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`training ${this.holder}`]);
    return client;
  }
}

// Whose lock can be taken is gone. A training of before there were leases names nobody: its process is gone too.
export const endInterruptedSql = `
  WITH running AS MATERIALIZED (
    SELECT program_id, model_id, held_by FROM models WHERE status = 'running'
  ), gone AS MATERIALIZED (
    SELECT program_id, model_id FROM running
     WHERE held_by IS NULL OR pg_try_advisory_xact_lock(hashtextextended('training ' || held_by::text, 0))
  )
  UPDATE models m SET status = 'failed', failure = 'interrupted', finished_at = $1::timestamptz
    FROM gone g
   WHERE m.program_id = g.program_id AND m.model_id = g.model_id AND m.status = 'running'`;
