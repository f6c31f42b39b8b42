import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type ScoringRun,
  ScoringRuns,
  ScoringTakenOverError,
  type WantedRun,
} from '../application/ports/scoring-runs.js';

const runColumns = `
  program_id AS "programId", run_id AS "runId", model_version AS "modelVersion", as_of AS "asOf", snapshot_id AS "snapshotId",
  after_member AS "afterMember", scored, cells`;
/** The run as the worker left it, which nobody has moved on or replaced. */
const isWhereLeft = `
  program_id = $1 AND run_id = $2 AND snapshot_id IS NOT DISTINCT FROM $3::text
  AND after_member IS NOT DISTINCT FROM $4::uuid AND finished_at IS NULL`;

@Injectable()
export class ScoringRunsStore extends ScoringRuns {
  constructor(private readonly database: Database) {
    super();
  }

  override begin({ programId, runId, modelVersion, asOf, now }: WantedRun): Promise<ScoringRun> {
    return this.database.run(async () => {
      const [left] = await this.database.query<ScoringRun>(
        `SELECT ${runColumns} FROM scoring_runs
          WHERE program_id = $1 AND model_version = $2 AND as_of = $3::timestamptz AND finished_at IS NULL FOR UPDATE`,
        [programId, modelVersion, asOf],
      );
      if (left) return left;
      const [begun] = await this.database.query<ScoringRun>(
        `INSERT INTO scoring_runs (program_id, run_id, model_version, as_of, started_at, progressed_at)
         VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz, $5::timestamptz)
         ON CONFLICT (program_id) DO UPDATE
            SET run_id = excluded.run_id, model_version = excluded.model_version, as_of = excluded.as_of,
                started_at = excluded.started_at, progressed_at = excluded.progressed_at, snapshot_id = NULL, after_member = NULL,
                scored = 0, cells = '[]', finished_at = NULL
         RETURNING ${runColumns}`,
        [programId, runId, modelVersion, asOf, now],
      );
      if (!begun) throw new Error('A scoring run was neither found nor begun.');
      return begun;
    });
  }

  override async touch(run: ScoringRun, now: Date): Promise<void> {
    await this.step(run, 'progressed_at = $5::timestamptz', [now]);
  }

  override async noteSnapshot(run: ScoringRun, snapshotId: string, now: Date): Promise<ScoringRun> {
    await this.step(run, 'progressed_at = $5::timestamptz, snapshot_id = $6::text', [now, snapshotId]);
    return { ...run, snapshotId };
  }

  override async advance(
    run: ScoringRun,
    page: Pick<ScoringRun, 'scored' | 'cells'> & { readonly afterMember: string },
    now: Date,
  ): Promise<ScoringRun> {
    const { afterMember, scored, cells } = page;
    await this.step(
      run,
      'progressed_at = $5::timestamptz, after_member = $6::uuid, scored = $7::integer, cells = $8::jsonb',
      [now, afterMember, scored, JSON.stringify(cells)],
    );
    return { ...run, afterMember, scored, cells };
  }

  override async finish(run: ScoringRun, now: Date): Promise<void> {
    await this.step(run, "progressed_at = $5::timestamptz, finished_at = $5::timestamptz, cells = '[]'", [now]);
  }

  override abandoned(since: Date): Promise<{ readonly programId: string; readonly asOf: Date }[]> {
    return this.database.query<{ programId: string; asOf: Date }>(
      `SELECT program_id AS "programId", as_of AS "asOf" FROM scoring_runs
        WHERE finished_at IS NULL AND progressed_at <= $1::timestamptz ORDER BY started_at`,
      [since],
    );
  }

  private async step(run: ScoringRun, change: string, values: readonly unknown[]): Promise<void> {
    const moved = await this.database.affect(`UPDATE scoring_runs SET ${change} WHERE ${isWhereLeft}`, [
      run.programId,
      run.runId,
      run.snapshotId,
      run.afterMember,
      ...values,
    ]);
    if (moved === 0) throw new ScoringTakenOverError();
  }
}
