import { Injectable } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import { Database } from '#platform/database/database';
import { holdSessionLock } from '#platform/database/session-lock';
import { TrainingLease } from '../application/ports/training-lease.js';

/** A lock that goes with the process; one connection, however many programmes are trained. */
@Injectable()
export class PgTrainingLease extends TrainingLease {
  override readonly holder: string;
  private holds = 0;
  private lock: Promise<() => void> | undefined;

  constructor(
    private readonly database: Database,
    ids: Ids,
  ) {
    super();
    this.holder = ids.next();
  }

  override async hold(): Promise<{ release: () => void }> {
    this.holds += 1;
    const lock = (this.lock ??= holdSessionLock(this.database, `training ${this.holder}`));
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      this.holds -= 1;
      if (this.holds > 0) return;
      this.lock = undefined;
      lock
        .then((giveUp) => {
          giveUp();
        })
        .catch(() => undefined);
    };
    try {
      await lock;
    } catch (error) {
      release();
      throw error;
    }
    return { release };
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
