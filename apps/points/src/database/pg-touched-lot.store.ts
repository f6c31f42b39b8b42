import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { TouchedLotStore } from '../application/ports/touched-lot.store.js';
import { plainColumn, textColumn } from '#platform/database/columns';

@Injectable()
export class PgTouchedLotStore extends TouchedLotStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(
    programId: string,
    {
      wallet,
      memberIds,
      awaited,
      sliding,
    }: { wallet: string; memberIds: readonly string[]; awaited: readonly string[]; sliding: boolean },
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.query<{ memberId: string; lotIds: string[] }>(
      `SELECT member_id AS "memberId", array_agg(lot_id::text ORDER BY lot_id) AS "lotIds" FROM lots
        WHERE program_id = $1 AND wallet = $2 AND member_id = ANY ($3::uuid[]) AND remaining > 0
          AND ((state = 'pending' AND pending_until = ANY ($4::text[])) OR ($5 AND expires_at IS NOT NULL))
        GROUP BY member_id`,
      [programId, wallet, plainColumn(memberIds), textColumn(awaited), sliding],
    );
    return new Map(rows.map(({ memberId, lotIds }) => [memberId, lotIds]));
  }
}
