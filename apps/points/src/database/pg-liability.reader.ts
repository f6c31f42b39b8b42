import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { LiabilityReader } from '../application/ports/liability.reader.js';
import type { CohortMovement } from '../domain/liability.js';

type Question = Parameters<LiabilityReader['movements']>[0];

@Injectable()
export class PgLiabilityReader extends LiabilityReader {
  constructor(private readonly database: Database) {
    super();
  }

  override movements({ programId, wallet, until, timeZone }: Question): Promise<CohortMovement[]> {
    return this.database.query<CohortMovement>(movementsSql, [programId, wallet, until, timeZone]);
  }
}

/** One pass over the entries and one over the lots, hashed: the member is a part of the key, so that each lot is found once. */
const movementsSql = `
  SELECT to_char(l.earned_at AT TIME ZONE $4, 'YYYY-MM') AS cohort, to_char(e.occurred_at AT TIME ZONE $4, 'YYYY-MM') AS month,
         e.account, coalesce(sum(e.delta) FILTER (WHERE e.delta > 0), 0)::bigint AS up,
         coalesce(-sum(e.delta) FILTER (WHERE e.delta < 0), 0)::bigint AS down
    FROM ledger_entries e
    LEFT JOIN lots l
      ON l.program_id = e.program_id AND l.member_id = e.member_id AND l.wallet = e.wallet AND l.lot_id = e.lot_id
   WHERE e.program_id = $1 AND e.wallet = $2 AND e.occurred_at <= $3
   GROUP BY 1, 2, 3`;
