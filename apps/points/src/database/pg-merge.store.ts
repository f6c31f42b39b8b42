import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type LeftBehind, MergeStore } from '../application/ports/merge.store.js';
import { survivorsOf } from './survivors.js';

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
    return (await survivorsOf(this.database, programId, [memberId])).get(memberId);
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

  override async moveCampaigns(
    programId: string,
    { mergedId, survivorId }: { mergedId: string; survivorId: string },
  ): Promise<void> {
    await this.database.query(moveUsageSql, [programId, mergedId, survivorId]);
    // Each event opened its windows for one member, so that no two of them meet.
    await this.database.query(`UPDATE offer_windows SET member_id = $3 WHERE program_id = $1 AND member_id = $2`, [
      programId,
      mergedId,
      survivorId,
    ]);
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

const moveUsageSql = `
  WITH moved AS (
    DELETE FROM campaign_usage WHERE program_id = $1 AND member_id = $2
    RETURNING campaign, period, points, uses, last_at)
  INSERT INTO campaign_usage AS u (program_id, member_id, campaign, period, points, uses, last_at)
  SELECT $1, $3, campaign, period, points, uses, last_at FROM moved
      ON CONFLICT (program_id, member_id, campaign, period) DO UPDATE
     SET points = u.points + excluded.points, uses = u.uses + excluded.uses,
         last_at = greatest(u.last_at, excluded.last_at)`;
