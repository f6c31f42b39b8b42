import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { LiabilityReader } from '../application/ports/liability.reader.js';
import type { CohortMovement } from '../domain/liability.js';
import { localDayOf } from '../domain/local-day.js';
import { allMovementsSql, movementsSinceSumsSql, movementsWithinSumsSql } from './liability.sql.js';

type Question = Parameters<LiabilityReader['movements']>[0];

interface Mark {
  readonly toTxid: number;
  readonly happenedBy: Date | null;
  /** The programme had no zone, or another one, when some of it was summed up. */
  readonly ofOtherZone: boolean;
}

@Injectable()
export class PgLiabilityReader extends LiabilityReader {
  constructor(private readonly database: Database) {
    super();
  }

  override movements(question: Question): Promise<CohortMovement[]> {
    return this.database.run(async () => {
      // One snapshot: what is in the sums is not in the rest.
      await this.database.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return this.moved(question, await this.mark(question));
    });
  }

  private moved(
    { programId, wallet, until, timeZone }: Question,
    { toTxid, happenedBy, ofOtherZone }: Mark,
  ): Promise<CohortMovement[]> {
    const of = [programId, wallet, timeZone, until];
    if (ofOtherZone) return this.database.query<CohortMovement>(allMovementsSql, of);
    if (happenedBy === null || happenedBy <= until) {
      return this.database.query<CohortMovement>(movementsSinceSumsSql, [...of, toTxid]);
    }
    const { date, beginsAt } = localDayOf(until, timeZone);
    return this.database.query<CohortMovement>(movementsWithinSumsSql, [
      ...of,
      toTxid,
      date.slice(0, 7),
      date,
      beginsAt,
    ]);
  }

  private async mark({ programId, wallet, timeZone }: Question): Promise<Mark> {
    const [mark] = await this.database.query<Mark>(
      `SELECT to_txid AS "toTxid", happened_by AS "happenedBy",
              EXISTS (SELECT FROM liability_sums
                       WHERE program_id = $2 AND wallet = $1 AND grain = 'month' AND time_zone <> $3) AS "ofOtherZone"
         FROM liability_marks WHERE wallet = $1`,
      [wallet, programId, timeZone],
    );
    return mark ?? { toTxid: 0, happenedBy: null, ofOtherZone: false };
  }
}
