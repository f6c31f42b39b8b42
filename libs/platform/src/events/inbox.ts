import type { Database } from '../database/database.js';

/** Which events without a member are applied. In the ambient transaction, the one of their effect. */
export class Inbox {
  constructor(private readonly database: Database) {}

  /** @returns the ids that were not there: the ones to handle now */
  async claim(source: string, eventIds: readonly string[], handledAt: Date): Promise<Set<string>> {
    if (eventIds.length === 0) return new Set();
    const rows = await this.database.query<{ id: string }>(
      `INSERT INTO inbox (event_id, source, handled_at)
       SELECT DISTINCT e.id, $2, $3::timestamptz FROM unnest($1::uuid[]) AS e (id) ORDER BY e.id
       ON CONFLICT DO NOTHING RETURNING event_id AS id`,
      [eventIds, source, handledAt],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
