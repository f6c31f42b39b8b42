import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { countedChanges, type CountedMember } from '../domain/metrics/counted.js';

interface Member {
  readonly programId: string;
  readonly memberId: string;
}

interface StateRow extends CountedMember, Member {}

export interface NewDay extends Member {
  /** Whole days since 1970-01-01. */
  readonly day: number;
}

/** Keeps the counts of metrics in step with members' days and tiers, in the transaction that changes them. */
@Injectable()
export class MetricProjection {
  constructor(private readonly database: Database) {}

  /**
   * @param members whose rows the caller has locked: nobody else changes them meanwhile
   * @param change what changes their days or tiers
   */
  async around(members: readonly Member[], change: () => Promise<void>): Promise<void> {
    const before = await this.read(members);
    await change();
    await this.write(before, await this.read(members));
  }

  /** After members' first purchases of days were added; their rows are locked. Most purchases are not the first of a day. */
  async afterNewDays(added: readonly NewDay[]): Promise<void> {
    if (added.length === 0) return;
    const newDays = new Set(added.map(({ memberId, day }) => `${memberId} ${day}`));
    const after = await this.read(added);
    const before = after.map((state) => ({
      ...state,
      days: state.days.filter((day) => !newDays.has(`${state.memberId} ${day}`)),
    }));
    await this.write(before, after);
  }

  private async write(before: readonly StateRow[], after: readonly StateRow[]): Promise<void> {
    const programs = new Set(after.map(({ programId }) => programId));
    for (const programId of programs) {
      const ofProgram = (states: readonly StateRow[]): StateRow[] =>
        states.filter((state) => state.programId === programId);
      const changes = countedChanges(ofProgram(before), ofProgram(after));
      if (changes.length === 0) continue;
      await this.database.query(
        `INSERT INTO metric_changes (program_id, metric, period, name, count)
         SELECT $1::uuid, * FROM unnest($2::text[], $3::date[], $4::text[], $5::integer[])`,
        [
          programId,
          changes.map(({ metric }) => metric),
          changes.map(({ period }) => period),
          changes.map(({ name }) => name),
          changes.map(({ count }) => count),
        ],
      );
    }
  }

  private read(members: readonly Member[]): Promise<StateRow[]> {
    return this.database.query<StateRow>(
      `SELECT m.program_id AS "programId", m.member_id AS "memberId", m.tier,
              ARRAY (SELECT d.day - DATE '1970-01-01' FROM member_days d
                      WHERE d.program_id = m.program_id AND d.member_id = m.member_id ORDER BY d.day) AS days
         FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS t (program_id, member_id)) t
         JOIN members m ON m.program_id = t.program_id AND m.member_id = t.member_id`,
      [members.map(({ programId }) => programId), members.map(({ memberId }) => memberId)],
    );
  }
}
