import type { Database } from '../database/database.js';
import type { EventJob, EventMessage } from './event-message.js';

export interface DeadLetter {
  readonly eventId: string;
  readonly source: string;
  readonly programId: string | null;
  readonly memberId: string | null;
  readonly memberSeq: number | null;
  readonly type: string | null;
  readonly message: string;
  readonly error: string;
  readonly attempts: number;
  readonly failedAt: Date;
}

interface Failure {
  readonly error: string;
  readonly failedAt: Date;
}

const columns = `event_id AS "eventId", source, program_id AS "programId", member_id AS "memberId", member_seq AS "memberSeq", type,
  message, error, attempts, failed_at AS "failedAt"`;

/** Events that a handler could not take, each alone, until somebody redrives or skips it. In the ambient transaction. */
export class DeadLetters {
  constructor(private readonly database: Database) {}

  async bury(message: EventMessage, failure: Failure): Promise<void> {
    const { event } = message;
    const { programId, memberId = null, memberSeq = null, type, source } = event;
    await this.insert(event.id, source, [programId, memberId, memberSeq, type, JSON.stringify(message)], failure);
  }

  /** A job that cannot be read: nothing in it can be told apart. */
  async buryJob(id: string, job: EventJob, failure: Failure): Promise<void> {
    await this.insert(id, job.source, [null, null, null, null, JSON.stringify(job)], failure);
  }

  /** Of the dead ones, oldest first. */
  async deadIds(): Promise<string[]> {
    const rows = await this.database.query<{ eventId: string }>(
      `SELECT event_id AS "eventId" FROM dead_letters WHERE status = 'dead' ORDER BY failed_at, event_id`,
    );
    return rows.map(({ eventId }) => eventId);
  }

  /** Locks one that is dead. */
  async takeDead(eventId: string): Promise<DeadLetter | undefined> {
    const [letter] = await this.database.query<DeadLetter>(
      `SELECT ${columns} FROM dead_letters WHERE status = 'dead' AND event_id = $1 FOR UPDATE`,
      [eventId],
    );
    return letter;
  }

  /** Events without a member that are to be tried again. */
  async takeRedriven(max: number): Promise<DeadLetter[]> {
    return this.database.query<DeadLetter>(
      `SELECT ${columns} FROM dead_letters d
        WHERE status = 'redriven' AND member_id IS NULL AND type IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.event_id = d.event_id)
        ORDER BY failed_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [max],
    );
  }

  async settle(eventId: string, status: 'redriven' | 'skipped'): Promise<void> {
    await this.database.query('UPDATE dead_letters SET status = $2 WHERE event_id = $1', [eventId, status]);
  }

  async countDead(): Promise<number> {
    const [row] = await this.database.query<{ dead: number }>(
      `SELECT count(*) AS dead FROM dead_letters WHERE status = 'dead'`,
    );
    return row?.dead ?? 0;
  }

  /** One that fails again after a redrive is dead again. */
  private async insert(
    id: string,
    source: string,
    facts: readonly unknown[],
    { error, failedAt }: Failure,
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO dead_letters AS d (event_id, source, program_id, member_id, member_seq, type, message, error, failed_at, attempts, status)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 'dead')
       ON CONFLICT (event_id) DO UPDATE
          SET status = 'dead', attempts = d.attempts + 1, error = excluded.error, failed_at = excluded.failed_at`,
      [id, source, ...facts, error, failedAt],
    );
  }
}
