import type { Clock } from '#kernel/clock';
import type { Database } from '../database/database.js';

const rowsPerBatchMax = 1_000;
const batchesPerRoundMax = 20;

/** Deletes what has outlived its use, a bounded batch at a time, so that nobody waits for it. */
export class Housekeeping {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Answers of keyed writes after their 35 days. */
  async tidy(): Promise<void> {
    for (let batch = 0; batch < batchesPerRoundMax; batch += 1) {
      const deleted = await this.database.affect(
        `DELETE FROM idempotency_keys
          WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_keys WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
        [this.clock.now(), rowsPerBatchMax],
      );
      if (deleted < rowsPerBatchMax) return;
    }
  }
}
