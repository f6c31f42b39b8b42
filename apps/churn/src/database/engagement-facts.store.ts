import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type EngagementFact, EngagementFacts } from '../application/ports/engagement-facts.js';
import type { TouchedMember } from '../application/ports/purchase-facts.js';
import { ensureMembersSql, lockMembersSql } from './purchase-days.sql.js';

@Injectable()
export class EngagementFactsStore extends EngagementFacts {
  constructor(private readonly database: Database) {
    super();
  }

  override async record(facts: readonly EngagementFact[]): Promise<TouchedMember[]> {
    if (facts.length === 0) return [];
    const members = [facts.map(({ programId }) => programId), facts.map(({ memberId }) => memberId)];
    return this.database.run(async () => {
      // Under the members' locks, so that a merge comes wholly before or wholly after.
      await this.database.query(ensureMembersSql, members);
      await this.database.query(lockMembersSql, members);
      return this.database.query<TouchedMember>(insertSql, [
        ...members,
        facts.map(({ eventId }) => eventId),
        facts.map(({ kind }) => kind),
        facts.map(({ subject }) => subject),
        facts.map(({ occurredAt }) => occurredAt),
      ]);
    });
  }
}

const insertSql = `
  INSERT INTO engagements (program_id, event_id, member_id, kind, subject, occurred_at, known_at)
  SELECT t.program_id, t.event_id, coalesce(m.merged_into, m.member_id), t.kind, t.subject, t.occurred_at,
         greatest(t.occurred_at, m.merged_at)
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
         AS t (program_id, member_id, event_id, kind, subject, occurred_at)
    JOIN members m ON m.program_id = t.program_id AND m.member_id = t.member_id
  ON CONFLICT (program_id, event_id) DO NOTHING
  RETURNING program_id AS "programId", member_id AS "memberId"`;
