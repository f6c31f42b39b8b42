import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type Enrolment,
  type LevelChange,
  MemberHistoryStore,
  type SegmentChange,
  type StatusChange,
} from '../application/ports/member-history.store.js';
import { instantColumn, plainColumn, textColumn } from '#platform/database/columns';

@Injectable()
export class PgMemberHistoryStore extends MemberHistoryStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async recordLevels(changes: readonly LevelChange[]): Promise<void> {
    await this.database.query(
      `INSERT INTO member_levels (program_id, member_id, since, member_seq, ladder, level)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::text[], $6::text[])
       ON CONFLICT DO NOTHING`,
      [
        ...keyColumns(changes),
        textColumn(changes.map(({ ladder }) => ladder)),
        textColumn(changes.map(({ level }) => level)),
      ],
    );
  }

  override async recordSegments(changes: readonly SegmentChange[]): Promise<void> {
    await this.database.query(
      `INSERT INTO member_segments (program_id, member_id, since, member_seq, segment, entered)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::text[], $6::boolean[])
       ON CONFLICT DO NOTHING`,
      [
        ...keyColumns(changes),
        textColumn(changes.map(({ segment }) => segment)),
        plainColumn(changes.map(({ entered }) => entered)),
      ],
    );
  }

  override async levelsAt(
    programId: string,
    questions: readonly { readonly memberId: string; readonly at: Date }[],
  ): Promise<(string | null)[]> {
    const rows = await this.database.query<{ level: string | null }>(levelsAtSql, [
      programId,
      plainColumn(questions.map(({ memberId }) => memberId)),
      instantColumn(questions.map(({ at }) => at)),
    ]);
    return rows.map(({ level }) => level);
  }

  override async segmentsAt(
    programId: string,
    questions: readonly { readonly memberId: string; readonly at: Date }[],
  ): Promise<string[][]> {
    const rows = await this.database.query<{ segments: string[] }>(segmentsAtSql, [
      programId,
      plainColumn(questions.map(({ memberId }) => memberId)),
      instantColumn(questions.map(({ at }) => at)),
    ]);
    return rows.map(({ segments }) => segments);
  }

  override async recordStatuses(changes: readonly StatusChange[]): Promise<void> {
    await this.database.query(
      `INSERT INTO member_statuses AS s (program_id, member_id, member_seq, status)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[])
       ON CONFLICT (program_id, member_id) DO UPDATE SET member_seq = excluded.member_seq, status = excluded.status
        WHERE s.member_seq < excluded.member_seq`,
      [
        plainColumn(changes.map(({ programId }) => programId)),
        plainColumn(changes.map(({ memberId }) => memberId)),
        plainColumn(changes.map(({ memberSeq }) => memberSeq)),
        textColumn(changes.map(({ status }) => status)),
      ],
    );
  }

  override async statusesOf(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ memberId: string; status: string }>(statusesSql, [
      programId,
      plainColumn(memberIds),
    ]);
    return new Map(rows.map(({ memberId, status }) => [memberId, status]));
  }

  override async recordEnrolments(enrolments: readonly Enrolment[]): Promise<void> {
    await this.database.query(
      `INSERT INTO member_enrolments (program_id, member_id, enrolled_at)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[])
       ON CONFLICT DO NOTHING`,
      [
        plainColumn(enrolments.map(({ programId }) => programId)),
        plainColumn(enrolments.map(({ memberId }) => memberId)),
        instantColumn(enrolments.map(({ enrolledAt }) => enrolledAt)),
      ],
    );
  }

  override async enrolledAt(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const rows = await this.database.query<{ memberId: string; enrolledAt: Date }>(
      `SELECT member_id AS "memberId", enrolled_at AS "enrolledAt" FROM member_enrolments
        WHERE program_id = $1 AND member_id = ANY ($2::uuid[])`,
      [programId, plainColumn(memberIds)],
    );
    return new Map(rows.map(({ memberId, enrolledAt }) => [memberId, enrolledAt]));
  }
}

function keyColumns(changes: readonly (LevelChange | SegmentChange)[]): string[] {
  return [
    plainColumn(changes.map(({ programId }) => programId)),
    plainColumn(changes.map(({ memberId }) => memberId)),
    instantColumn(changes.map(({ since }) => since)),
    plainColumn(changes.map(({ memberSeq }) => memberSeq)),
  ];
}

const levelsAtSql = `
  SELECT (SELECT l.level FROM member_levels l
           WHERE l.program_id = $1 AND l.member_id = asked.member_id AND l.since <= asked.at
           ORDER BY l.since DESC, l.member_seq DESC LIMIT 1) AS level
    FROM unnest($2::uuid[], $3::timestamptz[]) WITH ORDINALITY AS asked (member_id, at, place)
   ORDER BY asked.place`;

const segmentsAtSql = `
  SELECT ARRAY(SELECT segment
                 FROM (SELECT DISTINCT ON (s.segment) s.segment, s.entered FROM member_segments s
                        WHERE s.program_id = $1 AND s.member_id = asked.member_id AND s.since <= asked.at
                        ORDER BY s.segment, s.since DESC, s.member_seq DESC) latest
                WHERE entered ORDER BY segment) AS segments
    FROM unnest($2::uuid[], $3::timestamptz[]) WITH ORDINALITY AS asked (member_id, at, place)
   ORDER BY asked.place`;

/** The last row of a member wins, and the merge is the last. */
const statusesSql = `
  SELECT member_id AS "memberId", status FROM member_statuses WHERE program_id = $1 AND member_id = ANY ($2::uuid[])
   UNION ALL
  SELECT merged_id, 'merged' FROM member_redirects WHERE program_id = $1 AND merged_id = ANY ($2::uuid[])`;
