import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type MetricCount, Metrics, type NightCell, type PeriodWindow } from '../application/ports/metrics.js';

const changesMax = 50_000;

@Injectable()
export class MetricsStore extends Metrics {
  constructor(private readonly database: Database) {
    super();
  }

  override counts(programId: string, metrics: readonly string[], window: PeriodWindow): Promise<MetricCount[]> {
    // One statement, so that a fold meanwhile is seen whole or not at all.
    return this.database.query<MetricCount>(
      `SELECT metric, period, name, sum(count)::bigint AS count
         FROM (SELECT metric, period, name, count FROM metric_counts
                WHERE program_id = $1 AND metric = ANY ($2::text[]) AND period BETWEEN $3::date AND $4::date
               UNION ALL
               SELECT metric, period, name, count FROM metric_changes
                WHERE program_id = $1 AND metric = ANY ($2::text[]) AND period BETWEEN $3::date AND $4::date) c
        GROUP BY metric, period, name HAVING sum(count) <> 0
        ORDER BY period, metric, name`,
      [programId, metrics, window.from, window.to],
    );
  }

  override nights(programId: string, dimension: 'all' | 'tier', window: PeriodWindow): Promise<NightCell[]> {
    return this.database.query<NightCell>(
      `SELECT taken_on AS "takenOn", name, basic + warning + crisis AS members, basic, warning, crisis, loss_minor AS "lossMinor",
              warning_loss_minor AS "warningLossMinor", crisis_loss_minor AS "crisisLossMinor", clv_minor AS "clvMinor"
         FROM risk_cells WHERE program_id = $1 AND dimension = $2 AND taken_on BETWEEN $3::date AND $4::date
        ORDER BY taken_on, name`,
      [programId, dimension, window.from, window.to],
    );
  }

  override async fold(): Promise<void> {
    await this.database.query(
      `WITH taken AS (
         DELETE FROM metric_changes WHERE position IN (SELECT position FROM metric_changes ORDER BY position LIMIT $1::integer)
         RETURNING program_id, metric, period, name, count
       )
       INSERT INTO metric_counts AS c (program_id, metric, period, name, count)
       SELECT program_id, metric, period, name, sum(count) FROM taken
        GROUP BY program_id, metric, period, name ORDER BY program_id, metric, period, name
       ON CONFLICT (program_id, metric, period, name) DO UPDATE SET count = c.count + excluded.count`,
      [changesMax],
    );
  }
}
