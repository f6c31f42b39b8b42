import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type LeftBehind, MergeStore } from '../application/ports/merge.store.js';

@Injectable()
export class PgMergeStore extends MergeStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async recordMerge(
    programId: string,
    { mergedId, survivorId, mergedAt }: { mergedId: string; survivorId: string; mergedAt: Date },
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO member_redirects (program_id, merged_id, survivor_id, merged_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (program_id, merged_id) DO NOTHING`,
      [programId, mergedId, survivorId, mergedAt],
    );
  }

  override async survivorOf(programId: string, memberId: string): Promise<string | undefined> {
    const [last] = await this.database.query<{ memberId: string }>(survivorSql, [programId, memberId]);
    return last?.memberId;
  }

  override async lockForMerge(
    programId: string,
    { mergedId, survivorId, wallet }: { mergedId: string; survivorId: string; wallet: string },
  ): Promise<LeftBehind> {
    const locked = await this.database.query<{ memberId: string; debt: number }>(
      `SELECT member_id AS "memberId", debt FROM wallets
        WHERE program_id = $1 AND wallet = $2 AND member_id IN ($3, $4)
        ORDER BY member_id
          FOR UPDATE`,
      [programId, wallet, mergedId, survivorId],
    );
    // Their own statements: what decides is read after the lock.
    const lots = await this.database.query<{ id: string }>(
      `SELECT lot_id AS id FROM lots
        WHERE program_id = $1 AND wallet = $2 AND member_id = $3 AND remaining > 0 AND state = 'pending'`,
      [programId, wallet, mergedId],
    );
    const holds = await this.database.query<{ id: string }>(
      `SELECT hold_id AS id FROM holds WHERE program_id = $1 AND wallet = $2 AND member_id = $3 AND state = 'open'`,
      [programId, wallet, mergedId],
    );
    return {
      pendingLotIds: lots.map(({ id }) => id),
      openHoldIds: holds.map(({ id }) => id),
      debt: locked.find(({ memberId }) => memberId === mergedId)?.debt ?? 0,
    };
  }

  override findLateComings(limit: number): Promise<{ programId: string; mergedId: string }[]> {
    return this.database.query(
      `SELECT r.program_id AS "programId", r.merged_id AS "mergedId"
         FROM member_redirects r
         JOIN wallets w ON w.program_id = r.program_id AND w.member_id = r.merged_id
        WHERE w.available > 0 OR w.pending > 0 OR w.held > 0 OR w.debt > 0
        LIMIT $1`,
      [limit],
    );
  }
}

/** Merges are rare and chains short; a circle ends by the depth. */
const survivorSql = `
  WITH RECURSIVE chain AS (
    SELECT survivor_id, 1 AS depth FROM member_redirects WHERE program_id = $1 AND merged_id = $2
     UNION ALL
    SELECT r.survivor_id, c.depth + 1
      FROM chain c JOIN member_redirects r ON r.program_id = $1 AND r.merged_id = c.survivor_id
     WHERE c.depth < 20)
  SELECT survivor_id AS "memberId" FROM chain ORDER BY depth DESC LIMIT 1`;
