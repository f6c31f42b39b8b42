import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type ScheduledMember, type ScheduledRun, ScheduleStore } from '../application/ports/schedule.store.js';

const noId = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class PgScheduleStore extends ScheduleStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async findPrograms(): Promise<string[]> {
    const rows = await this.database.query<{ programId: string }>(
      `SELECT DISTINCT program_id AS "programId" FROM campaigns WHERE document ->> 'trigger' = 'schedule'`,
    );
    return rows.map(({ programId }) => programId);
  }

  override async lockRun(programId: string, { campaign, dueAt }: ScheduledRun): Promise<string | null | undefined> {
    await this.database.query(
      `INSERT INTO campaign_runs (program_id, campaign, due_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [programId, campaign, dueAt],
    );
    const [run] = await this.database.query<{ afterMember: string | null }>(
      `SELECT after_member AS "afterMember" FROM campaign_runs
        WHERE program_id = $1 AND campaign = $2 AND due_at = $3 AND finished_at IS NULL
          FOR UPDATE SKIP LOCKED`,
      [programId, campaign, dueAt],
    );
    return run?.afterMember;
  }

  override findMembers(
    programId: string,
    { at, after, first }: { readonly at: Date; readonly after: string | null; readonly first: number },
  ): Promise<ScheduledMember[]> {
    return this.database.query<ScheduledMember>(membersSql, [programId, after ?? noId, first, at]);
  }

  override async advance(
    programId: string,
    { campaign, dueAt }: ScheduledRun,
    { after, finishedAt }: { readonly after: string | null; readonly finishedAt: Date | null },
  ): Promise<void> {
    await this.database.query(
      `UPDATE campaign_runs SET after_member = $4, finished_at = $5
        WHERE program_id = $1 AND campaign = $2 AND due_at = $3`,
      [programId, campaign, dueAt, after, finishedAt],
    );
  }
}

/**
 * Whoever has a wallet or is known to have enrolled; each source is walked along its own key. Who was not there yet, or is
 * somebody else by now, is walked over.
 */
const membersSql = `
  SELECT member_id AS "memberId",
         NOT EXISTS (SELECT FROM member_enrolments e
                      WHERE e.program_id = $1 AND e.member_id = known.member_id AND e.enrolled_at > $4)
         AND NOT EXISTS (SELECT FROM member_redirects r
                          WHERE r.program_id = $1 AND r.merged_id = known.member_id) AS "isServed"
    FROM ((SELECT member_id FROM wallets
            WHERE program_id = $1 AND member_id > $2 AND wallet = 'points' ORDER BY member_id LIMIT $3)
          UNION
          (SELECT member_id FROM member_enrolments
            WHERE program_id = $1 AND member_id > $2 ORDER BY member_id LIMIT $3)) known
   ORDER BY member_id
   LIMIT $3`;
