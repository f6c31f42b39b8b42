import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type MemberMerge, MemberMerges } from '../application/ports/member-merges.js';
import type { TouchedMember } from '../application/ports/purchase-facts.js';
import { MetricProjection } from './metric-projection.js';
import {
  daysOfMemberSql,
  ensureMembersSql,
  lockMembersSql,
  recountDaysSql,
  summarizeMembersSql,
} from './purchase-days.sql.js';

interface Target {
  readonly memberId: string;
  readonly mergedAt: Date;
}

@Injectable()
export class MemberMergesStore extends MemberMerges {
  constructor(
    private readonly database: Database,
    private readonly metrics: MetricProjection,
  ) {
    super();
  }

  override merge(merge: MemberMerge): Promise<TouchedMember | undefined> {
    const { programId, mergedId } = merge;
    return this.database.run(async () => {
      // Merges of a programme come one after the other, so that chains are followed to an end that stays.
      await this.database.query("SELECT pg_advisory_xact_lock(hashtextextended('merges ' || $1::text, 0))", [
        programId,
      ]);
      const target = await this.findTarget(merge);
      // Two that were merged into each other: nobody knows who is left.
      if (!target || target.memberId === mergedId) return undefined;
      await this.lock(programId, [mergedId, target.memberId]);
      const both = [mergedId, target.memberId].map((memberId) => ({ programId, memberId }));
      await this.metrics.around(both, () => this.moveDays(programId, mergedId, target));
      await this.database.query(moveEngagementsSql, [programId, mergedId, target.memberId, target.mergedAt]);
      await this.database.query(redirectSql, [programId, mergedId, target.memberId, target.mergedAt]);
      await this.database.query(summarizeMembersSql, columnsOf(programId, [mergedId, target.memberId]));
      return { programId, memberId: target.memberId };
    });
  }

  /** @returns the end of the survivor's own chain; undefined where this merge is known */
  private async findTarget({ programId, mergedId, survivorId, mergedAt }: MemberMerge): Promise<Target | undefined> {
    const known = await this.database.query<{ memberId: string; mergedInto: string; mergedAt: Date }>(
      `SELECT member_id AS "memberId", merged_into AS "mergedInto", merged_at AS "mergedAt" FROM members
        WHERE program_id = $1 AND member_id IN ($2, $3) AND merged_into IS NOT NULL`,
      [programId, mergedId, survivorId],
    );
    if (known.some(({ memberId }) => memberId === mergedId)) return undefined;
    const at = new Date(mergedAt);
    const next = known.find(({ memberId }) => memberId === survivorId);
    return next
      ? { memberId: next.mergedInto, mergedAt: next.mergedAt > at ? next.mergedAt : at }
      : { memberId: survivorId, mergedAt: at };
  }

  /** With them whoever was merged into the merged one before, because these point on to the survivor now. */
  private async lock(programId: string, memberIds: readonly string[]): Promise<void> {
    const earlier = await this.database.query<{ memberId: string }>(
      'SELECT member_id AS "memberId" FROM members WHERE program_id = $1 AND merged_into = $2',
      [programId, memberIds[0]],
    );
    const columns = columnsOf(programId, [...memberIds, ...earlier.map(({ memberId }) => memberId)]);
    await this.database.query(ensureMembersSql, columns);
    await this.database.query(lockMembersSql, columns);
  }

  private async moveDays(programId: string, mergedId: string, { memberId, mergedAt }: Target): Promise<void> {
    const days = await this.database.query<{ day: string }>(daysOfMemberSql, [programId, mergedId]);
    await this.database.query(movePurchasesSql, [programId, mergedId, memberId, mergedAt]);
    await this.database.query('DELETE FROM purchases WHERE program_id = $1 AND member_id = $2', [programId, mergedId]);
    await this.database.query('DELETE FROM member_days WHERE program_id = $1 AND member_id = $2', [
      programId,
      mergedId,
    ]);
    const touched = columnsOf(programId, Array<string>(days.length).fill(memberId));
    await this.database.query(recountDaysSql, [...touched, days.map(({ day }) => day)]);
  }
}

function columnsOf(programId: string, memberIds: readonly string[]): [string[], string[]] {
  return [Array<string>(memberIds.length).fill(programId), [...memberIds]];
}

// Known as the survivor's from the merge on: that two cards were one person is often learnt because that person came again, and a
// feature as of a day before must not know it. What the survivor has already stays behind, and is deleted.
const movePurchasesSql = `
  UPDATE purchases p
     SET member_id = $3::uuid, known_at = greatest(p.known_at, $4::timestamptz)
   WHERE p.program_id = $1 AND p.member_id = $2
     AND NOT EXISTS (SELECT 1 FROM purchases s
                      WHERE s.program_id = p.program_id AND s.member_id = $3::uuid AND s.purchase_id = p.purchase_id)`;

const moveEngagementsSql = `
  UPDATE engagements SET member_id = $3::uuid, known_at = greatest(known_at, $4::timestamptz)
   WHERE program_id = $1 AND member_id = $2`;

// The survivor keeps tier and segment; of deadlines the nearer one counts.
const redirectSql = `
  UPDATE members m
     SET merged_into = CASE WHEN m.member_id = $3::uuid THEN m.merged_into ELSE $3::uuid END,
         merged_at = CASE WHEN m.member_id = $3::uuid THEN m.merged_at ELSE greatest(m.merged_at, $4::timestamptz) END,
         status = CASE WHEN m.member_id = $2::uuid THEN 'merged' ELSE m.status END,
         points_expire_at = CASE WHEN m.member_id = $3::uuid THEN least(m.points_expire_at, o.points_expire_at) END
    FROM members o
   WHERE o.program_id = $1 AND o.member_id = $2::uuid
     AND m.program_id = $1 AND (m.member_id IN ($2::uuid, $3::uuid) OR m.merged_into = $2::uuid)`;
