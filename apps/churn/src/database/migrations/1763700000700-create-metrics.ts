import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts of the first metrics, kept as members change; the loss of each level, night by night. */
export class CreateMetrics1763700000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE risk_cells
        ADD COLUMN warning_loss_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN crisis_loss_minor  bigint NOT NULL DEFAULT 0`);
    await runner.query(`
      CREATE TABLE metric_counts (
        program_id uuid   NOT NULL,
        metric     text   NOT NULL,
        period     date   NOT NULL,
        name       text   NOT NULL,
        count      bigint NOT NULL,
        CONSTRAINT metric_counts_pkey PRIMARY KEY (program_id, metric, period, name)
      )`);
    // Changes are appended, not added in place: one row a tier and month that every purchase updates would make them queue.
    await runner.query(`
      CREATE TABLE metric_changes (
        position   bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT metric_changes_pkey PRIMARY KEY,
        program_id uuid    NOT NULL,
        metric     text    NOT NULL,
        period     date    NOT NULL,
        name       text    NOT NULL,
        count      integer NOT NULL
      )`);
    await runner.query('CREATE INDEX metric_changes_by_metric ON metric_changes (program_id, metric)');
    for (const grain of ['month', 'quarter', 'year']) {
      for (const [metric, least] of [
        ['buyers', 1],
        ['repeaters', 2],
      ]) {
        await runner.query(
          `INSERT INTO metric_counts
           SELECT program_id, $1::text, period, tier, count(*)
             FROM (SELECT d.program_id, d.member_id, date_trunc($2::text, d.day)::date AS period, coalesce(m.tier, 'none') AS tier
                     FROM member_days d JOIN members m ON m.program_id = d.program_id AND m.member_id = d.member_id
                    GROUP BY d.program_id, d.member_id, period, m.tier HAVING count(*) >= $3::integer) b
            GROUP BY program_id, period, tier`,
          [`${String(metric)}_${grain}`, grain, least],
        );
      }
    }
    await runner.query(`
      WITH ranked AS (
        SELECT program_id, member_id, day, row_number() OVER w AS nth, min(day) OVER (PARTITION BY program_id, member_id) AS first
          FROM member_days WINDOW w AS (PARTITION BY program_id, member_id ORDER BY day)
      ), counted AS (
        SELECT program_id, member_id, 'joined' AS metric, date_trunc('month', first)::date AS period, '' AS name
          FROM ranked WHERE nth = 1
        UNION ALL
        SELECT program_id, member_id, 'second', date_trunc('month', first)::date, (day - first)::text FROM ranked WHERE nth = 2
        UNION ALL
        SELECT DISTINCT program_id, member_id, 'retained', date_trunc('month', first)::date,
               (12 * (extract(year FROM day) - extract(year FROM first)) + extract(month FROM day)
                  - extract(month FROM first))::integer::text
          FROM ranked
      )
      INSERT INTO metric_counts
      SELECT program_id, metric, period, name, count(*) FROM counted GROUP BY program_id, metric, period, name`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
