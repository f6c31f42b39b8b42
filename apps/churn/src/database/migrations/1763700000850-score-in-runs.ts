import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the scoring of everybody has come; which lines of a history moved up a level; one name for members without a tier. */
export class ScoreInRuns1763700000850 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE scoring_runs (
        program_id    uuid        NOT NULL CONSTRAINT scoring_runs_pkey PRIMARY KEY,
        run_id        uuid        NOT NULL,
        model_version text        NOT NULL,
        as_of         timestamptz NOT NULL,
        started_at    timestamptz NOT NULL,
        progressed_at timestamptz NOT NULL,
        snapshot_id   text,
        after_member  uuid,
        scored        integer     NOT NULL DEFAULT 0,
        cells         jsonb       NOT NULL DEFAULT '[]',
        finished_at   timestamptz
      )`);
    await runner.query('ALTER TABLE score_history ADD COLUMN rose boolean NOT NULL DEFAULT false');
    await runner.query(`
      UPDATE score_history h SET rose = true
        FROM (SELECT program_id, member_id, scored_at, array_position(ARRAY['basic', 'warning', 'crisis'], level) AS rank,
                     lag(array_position(ARRAY['basic', 'warning', 'crisis'], level))
                       OVER (PARTITION BY program_id, member_id ORDER BY scored_at) AS rank_before
                FROM score_history) r
       WHERE r.rank > r.rank_before
         AND h.program_id = r.program_id AND h.member_id = r.member_id AND h.scored_at = r.scored_at`);
    // A night of a million members writes up to a million lines, of which few move up: only those are looked for, by time.
    await runner.query('DROP INDEX score_history_by_time');
    await runner.query(
      'CREATE INDEX score_history_rises ON score_history (program_id, scored_at, member_id) WHERE rose',
    );
    await runner.query("UPDATE risk_cells SET name = 'none' WHERE dimension = 'tier' AND name = 'unknown'");
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
