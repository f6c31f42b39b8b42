import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type LevelChange,
  type ScoreBatch,
  type ScorePoint,
  type ScoreRecord,
  Scores,
} from '../application/ports/scores.js';
import type { TouchedMember } from '../application/ports/purchase-facts.js';
import type { PercentileScale } from '../domain/scoring/percentile-scale.js';
import type { MemberScore } from '../domain/scoring/score-members.js';
import type { RiskCell } from '../domain/watch/risk-cells.js';
import { readScoresSql, saveScoresSql } from './scores.sql.js';

interface ScoreRow extends Omit<ScoreRecord, 'contributions'> {
  readonly contributions: readonly (readonly [feature: string, millionths: number, value: number | null])[];
}

@Injectable()
export class ScoresStore extends Scores {
  constructor(private readonly database: Database) {
    super();
  }

  override async save(batch: ScoreBatch): Promise<LevelChange[]> {
    const { programId, scores } = batch;
    if (scores.length === 0) return [];
    // By member, so that the nightly run and a single member's new score never wait crosswise.
    const sorted = [...scores].sort((one, other) => (one.member < other.member ? -1 : 1));
    return this.database.query<LevelChange>(saveScoresSql, [
      programId,
      batch.modelVersion,
      batch.horizonDays,
      batch.scoredAt,
      batch.factsReadAt,
      batch.snapshotId,
      ...columnsOf(sorted, batch.flags),
    ]);
  }

  override async read(programId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, ScoreRecord>> {
    const rows = await this.database.query<ScoreRow>(readScoresSql, [programId, memberIds]);
    return new Map(
      rows.map((row) => [
        row.memberId,
        {
          ...row,
          contributions: row.contributions.map(([feature, millionths, value]) => ({ feature, millionths, value })),
        },
      ]),
    );
  }

  override history(programId: string, memberIds: readonly string[], first: number): Promise<ScorePoint[]> {
    return this.database.query<ScorePoint>(
      `SELECT m.member_id AS "memberId", h.scored_at AS "scoredAt", h.score, h.level, h.probability,
              h.model_version AS "modelVersion"
         FROM unnest($2::uuid[]) AS m (member_id)
         JOIN LATERAL (
                SELECT * FROM score_history
                 WHERE program_id = $1 AND member_id = m.member_id ORDER BY scored_at DESC LIMIT $3::integer) h ON true`,
      [programId, memberIds, first],
    );
  }

  override async forgetHistory(programId: string, memberIds: readonly string[], before: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM score_history h USING unnest($2::uuid[]) AS m (member_id)
        WHERE h.program_id = $1 AND h.member_id = m.member_id AND h.scored_at < $3::timestamptz
          AND EXISTS (SELECT FROM score_history n
                       WHERE n.program_id = h.program_id AND n.member_id = h.member_id
                         AND n.scored_at > h.scored_at AND n.scored_at <= $3::timestamptz)`,
      [programId, memberIds, before],
    );
  }

  override async forget(members: readonly TouchedMember[]): Promise<void> {
    if (members.length === 0) return;
    for (const table of ['scores', 'score_history', 'rescore_queue']) {
      await this.database.query(
        `DELETE FROM ${table} s USING unnest($1::uuid[], $2::uuid[]) AS t (program_id, member_id)
          WHERE s.program_id = t.program_id AND s.member_id = t.member_id`,
        [members.map(({ programId }) => programId), members.map(({ memberId }) => memberId)],
      );
    }
  }

  override async saveSnapshot(programId: string, scale: PercentileScale, takenAt: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO value_snapshots (program_id, snapshot_id, taken_at, members, amounts, shares)
       VALUES ($1, $2, $3::timestamptz, $4::integer, $5::double precision[], $6::double precision[])
       ON CONFLICT (program_id, snapshot_id) DO UPDATE
          SET taken_at = excluded.taken_at, members = excluded.members, amounts = excluded.amounts, shares = excluded.shares`,
      [programId, scale.snapshotId, takenAt, scale.members, scale.values, scale.shares],
    );
  }

  override async snapshot(
    programId: string,
    snapshotId?: string,
  ): Promise<(PercentileScale & { readonly takenAt: Date }) | undefined> {
    const [found] = await this.database.query<PercentileScale & { readonly takenAt: Date }>(
      `SELECT snapshot_id AS "snapshotId", members, amounts AS values, shares, taken_at AS "takenAt"
         FROM value_snapshots WHERE program_id = $1 AND snapshot_id = coalesce($2::text, snapshot_id)
        ORDER BY taken_at DESC LIMIT 1`,
      [programId, snapshotId ?? null],
    );
    return found;
  }

  override async saveCells(programId: string, takenOn: string, cells: readonly RiskCell[]): Promise<void> {
    await this.database.run(async () => {
      await this.database.query('DELETE FROM risk_cells WHERE program_id = $1 AND taken_on = $2::date', [
        programId,
        takenOn,
      ]);
      await this.database.query(
        `INSERT INTO risk_cells (program_id, taken_on, dimension, name, basic, warning, crisis, probability_sum, value_minor,
                                 loss_minor, warning_loss_minor, crisis_loss_minor, clv_minor)
         SELECT $1, $2::date, dimension, name, basic, warning, crisis, "probabilitySum", "valueMinor", "lossMinor",
                "warningLossMinor", "crisisLossMinor", "clvMinor"
           FROM jsonb_to_recordset($3::jsonb)
                AS c (dimension text, name text, basic integer, warning integer, crisis integer,
                      "probabilitySum" double precision, "valueMinor" bigint, "lossMinor" bigint,
                      "warningLossMinor" bigint, "crisisLossMinor" bigint, "clvMinor" bigint)`,
        [programId, takenOn, JSON.stringify(cells)],
      );
    });
  }
}

/** Texts of arrays: none of what is in them needs quotes, and the driver would look for some in each of 14,000 values a page. */
function columnsOf(scores: readonly MemberScore[], flags: readonly string[]): string[] {
  const column = (valueOf: (score: MemberScore) => string | number): string => `{${scores.map(valueOf).join(',')}}`;
  return [
    column(({ member }) => member),
    column(({ score }) => score),
    column(({ level }) => level),
    column(({ parts }) => parts.probability),
    column(({ parts }) => parts.impact),
    column(({ parts }) => parts.urgency),
    column(({ interval }) => interval.low),
    column(({ interval }) => interval.high),
    column(({ expectedPurchases }) => expectedPurchases),
    column(({ lifetimeValueMinor }) => lifetimeValueMinor),
    column(({ valueIfRetainedMinor }) => valueIfRetainedMinor),
    column(({ expectedLossMinor }) => expectedLossMinor),
    JSON.stringify(
      scores.map(({ contributions }) =>
        contributions.map(({ feature, millionths, value }) => [feature, millionths, value]),
      ),
    ),
    column((score) => `"${[...flags, ...score.flags].join(',')}"`),
  ];
}
