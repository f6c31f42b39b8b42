import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type ExpiringPoints,
  ExpiryWarningStore,
  type WarningWindow,
} from '../application/ports/expiry-warning.store.js';

const firstMember = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class PgExpiryWarningStore extends ExpiryWarningStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async programsWithExpiry(): Promise<string[]> {
    const rows = await this.database.query<{ programId: string }>(programsSql);
    return rows.map(({ programId }) => programId);
  }

  override async takeNext(window: WarningWindow): Promise<ExpiringPoints[]> {
    const { programId, daysLeft, after, until, asOf, limit } = window;
    await this.database.query(beginSql, [programId, daysLeft, after, firstMember]);
    const [last] = await this.database.query<{ expiresAt: Date; memberId: string }>(lockSql, [programId, daysLeft]);
    if (!last) return [];
    const from = last.expiresAt < after ? { expiresAt: after, memberId: firstMember } : last;
    const expiring = await this.database.query<ExpiringPoints>(expiringSql, [
      programId,
      from.expiresAt,
      from.memberId,
      until,
      asOf,
      limit,
    ]);
    const reached = expiring.at(-1);
    // Of members who all have been warned the last place is kept: lots that come in below it are too late for this warning.
    const place = expiring.length < limit ? { expiresAt: until, memberId: lastMember } : reached;
    if (place && place.expiresAt >= last.expiresAt) {
      await this.database.query(moveSql, [programId, daysLeft, place.expiresAt, place.memberId]);
    }
    return expiring;
  }
}

const lastMember = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** From one programme to the next by the index: as many steps as there are programmes. */
const programsSql = `
  WITH RECURSIVE program AS (
    (SELECT program_id FROM lots WHERE remaining > 0 AND expires_at IS NOT NULL ORDER BY program_id LIMIT 1)
    UNION ALL
    SELECT (SELECT l.program_id FROM lots l
             WHERE l.remaining > 0 AND l.expires_at IS NOT NULL AND l.program_id > program.program_id
             ORDER BY l.program_id LIMIT 1)
      FROM program WHERE program.program_id IS NOT NULL
  )
  SELECT program_id AS "programId" FROM program WHERE program_id IS NOT NULL`;

const beginSql = `
  INSERT INTO expiry_warnings (program_id, days_left, expires_at, member_id) VALUES ($1, $2, $3, $4)
  ON CONFLICT DO NOTHING`;

const lockSql = `
  SELECT expires_at AS "expiresAt", member_id AS "memberId"
    FROM expiry_warnings WHERE program_id = $1 AND days_left = $2 FOR UPDATE SKIP LOCKED`;

/** By lots_expiring: only what comes next is read. */
const expiringSql = `
  SELECT member_id AS "memberId", wallet, expires_at AS "expiresAt", sum(remaining)::bigint AS points
    FROM lots
   WHERE program_id = $1 AND remaining > 0 AND expires_at IS NOT NULL
     AND (expires_at, member_id) > ($2, $3) AND expires_at <= $4
     AND (state = 'active' OR activates_at <= $5)
   GROUP BY expires_at, member_id, wallet
   ORDER BY expires_at, member_id, wallet
   LIMIT $6`;

const moveSql = `
  UPDATE expiry_warnings SET expires_at = $3, member_id = $4 WHERE program_id = $1 AND days_left = $2`;
