import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type MemberFact, MemberFacts } from '../application/ports/member-facts.js';
import { MetricProjection } from './metric-projection.js';
import { ensureMembersSql, lockMembersSql } from './purchase-days.sql.js';

@Injectable()
export class MemberFactsStore extends MemberFacts {
  constructor(
    private readonly database: Database,
    private readonly metrics: MetricProjection,
  ) {
    super();
  }

  override async learn(facts: readonly MemberFact[]): Promise<void> {
    if (facts.length === 0) return;
    const newest = mergeByMember(facts);
    const members = [newest.map(({ programId }) => programId), newest.map(({ memberId }) => memberId)];
    const moved = newest.filter(({ tier }) => tier !== undefined);
    await this.database.run(async () => {
      await this.database.query(ensureMembersSql, members);
      await this.database.query(lockMembersSql, members);
      await this.metrics.around(moved, () => this.write(members, newest));
    });
  }

  private async write(members: readonly string[][], newest: readonly MemberFact[]): Promise<void> {
    await this.database.query(learnSql, [
      ...members,
      newest.map(({ status }) => status ?? null),
      newest.map(({ tier }) => tier ?? null),
      newest.map(({ enteredSegment }) => enteredSegment ?? null),
      newest.map(({ leftSegment }) => leftSegment ?? null),
      newest.map(({ pointsExpireAt }) => pointsExpireAt ?? null),
      newest.map(({ tierReviewAt }) => tierReviewAt ?? null),
    ]);
  }
}

/** One row a member, because a statement touches a row once; in the order of their ids, so that two never wait crosswise. */
function mergeByMember(facts: readonly MemberFact[]): MemberFact[] {
  const merged = new Map<string, MemberFact>();
  for (const fact of facts) {
    const key = `${fact.programId} ${fact.memberId}`;
    const before = merged.get(key);
    const isLeftAgain = fact.leftSegment !== undefined && fact.leftSegment === before?.enteredSegment;
    merged.set(key, { ...before, ...fact, ...(isLeftAgain ? { enteredSegment: undefined } : {}) });
  }
  return [...merged.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, fact]) => fact);
}

const learnSql = `
  UPDATE members m
     SET status = coalesce(t.status, m.status), tier = coalesce(t.tier, m.tier),
         segment = coalesce(t.entered, nullif(m.segment, t.left_segment)),
         points_expire_at = coalesce(t.points_expire_at, m.points_expire_at),
         tier_review_at = coalesce(t.tier_review_at, m.tier_review_at)
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[])
         AS t (program_id, member_id, status, tier, entered, left_segment, points_expire_at, tier_review_at)
   WHERE m.program_id = t.program_id AND m.member_id = t.member_id`;
