import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type AlertKind,
  type AlertRecord,
  type DailyCounts,
  type RiskCellRow,
  Watch,
} from '../application/ports/watch.js';
import type { Anomaly } from '../domain/watch/anomaly.js';
import type { RiskDimension } from '../domain/watch/risk-cells.js';

const alertColumns = `
  alert_id AS "alertId", kind, day, observed, expected, robust_z AS "robustZ", raised_at AS "raisedAt",
  acknowledged_at AS "acknowledgedAt", acknowledged_by AS "acknowledgedBy"`;

@Injectable()
export class WatchStore extends Watch {
  constructor(private readonly database: Database) {
    super();
  }

  override cells(
    programId: string,
    dimension: RiskDimension,
    { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  ): Promise<RiskCellRow[]> {
    return this.database.query<RiskCellRow>(cellsSql, [programId, dimension, from ?? null, to ?? null]);
  }

  override dailyCounts(
    programId: string,
    timeZone: string,
    { from, to }: { from: string; to: string },
  ): Promise<DailyCounts[]> {
    return this.database.query<DailyCounts>(dailyCountsSql, [programId, timeZone, from, to]);
  }

  override async raise(alert: {
    readonly programId: string;
    readonly alertId: string;
    readonly kind: AlertKind;
    readonly day: string;
    readonly anomaly: Anomaly;
    readonly raisedAt: Date;
  }): Promise<void> {
    const { programId, alertId, kind, day, anomaly, raisedAt } = alert;
    await this.database.query(
      `INSERT INTO alerts (program_id, alert_id, kind, day, observed, expected, robust_z, raised_at)
       VALUES ($1, $2, $3, $4::date, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT alerts_once DO NOTHING`,
      [programId, alertId, kind, day, anomaly.observed, anomaly.expected, anomaly.robustZ, raisedAt],
    );
  }

  override alerts(programId: string, first: number, isOpenOnly: boolean): Promise<AlertRecord[]> {
    return this.database.query<AlertRecord>(
      `SELECT ${alertColumns} FROM alerts
        WHERE program_id = $1 AND (NOT $3::boolean OR acknowledged_at IS NULL)
        ORDER BY raised_at DESC, alert_id DESC LIMIT $2::integer`,
      [programId, first, isOpenOnly],
    );
  }

  override async acknowledge(
    programId: string,
    alertId: string,
    by: string,
    at: Date,
  ): Promise<AlertRecord | undefined> {
    const [acknowledged] = await this.database.query<AlertRecord>(
      `UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, $4::timestamptz),
                         acknowledged_by = coalesce(acknowledged_by, $3::text)
        WHERE program_id = $1 AND alert_id = $2 RETURNING ${alertColumns}`,
      [programId, alertId, by, at],
    );
    return acknowledged;
  }
}

/** Without a window the last night alone. */
const cellsSql = `
  SELECT taken_on AS "takenOn", name, basic + warning + crisis AS members, basic, warning, crisis,
         probability_sum / greatest(1, basic + warning + crisis) AS "churnProbability",
         value_minor AS "valueMinor", loss_minor AS "lossMinor", clv_minor AS "clvMinor"
    FROM risk_cells
   WHERE program_id = $1 AND dimension = $2
     AND taken_on <= coalesce($4::date, 'infinity')
     AND taken_on >= coalesce($3::date, (SELECT max(taken_on) FROM risk_cells
                                          WHERE program_id = $1 AND taken_on <= coalesce($4::date, 'infinity')))
   ORDER BY taken_on, crisis + warning + basic DESC, name
   LIMIT 5000`;

const dailyCountsSql = `
  WITH days AS (SELECT generate_series($3::date, $4::date, '1 day')::date AS day),
  returned AS (
    SELECT (occurred_at AT TIME ZONE $2)::date AS day, count(*) AS returns FROM adjustments
     WHERE program_id = $1 AND occurred_at >= $3::timestamp AT TIME ZONE $2
       AND occurred_at < ($4::date + 1)::timestamp AT TIME ZONE $2
     GROUP BY 1
  ), raised AS (
    SELECT (scored_at AT TIME ZONE $2)::date AS day, count(DISTINCT member_id) AS churn FROM score_history
     WHERE program_id = $1 AND rose AND scored_at >= $3::timestamp AT TIME ZONE $2
       AND scored_at < ($4::date + 1)::timestamp AT TIME ZONE $2
     GROUP BY 1
  )
  SELECT to_char(d.day, 'YYYY-MM-DD') AS day, coalesce(r.returns, 0) AS returns, coalesce(u.churn, 0) AS churn
    FROM days d LEFT JOIN returned r USING (day) LEFT JOIN raised u USING (day) ORDER BY d.day`;
