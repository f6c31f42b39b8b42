import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type Champion,
  type ModelRecord,
  Models,
  type NewTraining,
  type TrainingReport,
} from '../application/ports/models.js';
import type { StoredModel } from '../domain/training/stored-model.js';
import { endInterruptedSql } from './pg-training-lease.js';

const recordColumns = `
  program_id AS "programId", model_id AS "modelId", version, status, requested_by AS "requestedBy", as_of AS "asOf",
  horizon_days AS "horizonDays", seed, started_at AS "startedAt", finished_at AS "finishedAt", promoted_at AS "promotedAt",
  failure, report, scored`;

@Injectable()
export class ModelsStore extends Models {
  constructor(private readonly database: Database) {
    super();
  }

  override async start(training: NewTraining): Promise<ModelRecord | undefined> {
    const { programId, modelId, requestedBy, asOf, horizonDays, seed, startedAt, heldBy } = training;
    const [started] = await this.database.query<ModelRecord>(
      `INSERT INTO models (program_id, model_id, version, status, requested_by, as_of, horizon_days, seed, started_at,
                           held_by)
       SELECT $1::uuid, $2::uuid, coalesce(max(version), 0) + 1, 'running', $3::text, $4::timestamptz, $5::integer, $6::integer, $7::timestamptz,
              $8::uuid
         FROM models WHERE program_id = $1::uuid
       ON CONFLICT DO NOTHING
       RETURNING ${recordColumns}`,
      [programId, modelId, requestedBy, asOf, horizonDays, seed, startedAt, heldBy],
    );
    return started;
  }

  override endInterrupted(now: Date): Promise<number> {
    return this.database.affect(endInterruptedSql, [now]);
  }

  override async fail(programId: string, modelId: string, failure: string, now: Date): Promise<void> {
    await this.database.query(
      `UPDATE models SET status = 'failed', failure = $3::text, finished_at = $4::timestamptz
        WHERE program_id = $1 AND model_id = $2 AND status = 'running'`,
      [programId, modelId, failure, now],
    );
  }

  override async finish(outcome: {
    readonly programId: string;
    readonly modelId: string;
    readonly status: 'champion' | 'challenger' | 'rejected';
    readonly report: TrainingReport;
    readonly model: StoredModel;
    readonly now: Date;
  }): Promise<void> {
    const { programId, modelId, status, report, model, now } = outcome;
    await this.database.run(async () => {
      if (status === 'champion') await this.retireChampion(programId);
      const finished = await this.database.affect(
        `UPDATE models
            SET status = $3::text, report = $4::jsonb, model = $5::jsonb, finished_at = $6::timestamptz,
                promoted_at = CASE WHEN $3::text = 'champion' THEN $6::timestamptz END
          WHERE program_id = $1 AND model_id = $2 AND status = 'running'`,
        [programId, modelId, status, JSON.stringify(report), JSON.stringify(model), now],
      );
      // Given up meanwhile: the champion that was retired above comes back with the transaction.
      if (finished === 0) throw new Error('The training was ended by somebody else.');
    });
  }

  override async noteScored(programId: string, modelId: string, scored: number): Promise<void> {
    await this.database.query('UPDATE models SET scored = $3::integer WHERE program_id = $1 AND model_id = $2', [
      programId,
      modelId,
      scored,
    ]);
  }

  override list(programId: string, first: number): Promise<ModelRecord[]> {
    return this.database.query<ModelRecord>(
      `SELECT ${recordColumns} FROM models WHERE program_id = $1 ORDER BY version DESC LIMIT $2::integer`,
      [programId, first],
    );
  }

  override async find(programId: string, modelId: string): Promise<ModelRecord | undefined> {
    const [found] = await this.database.query<ModelRecord>(
      `SELECT ${recordColumns} FROM models WHERE program_id = $1 AND model_id = $2`,
      [programId, modelId],
    );
    return found;
  }

  override async championId(programId: string): Promise<string | undefined> {
    const [found] = await this.database.query<{ modelId: string }>(
      `SELECT model_id AS "modelId" FROM models WHERE program_id = $1 AND status = 'champion'`,
      [programId],
    );
    return found?.modelId;
  }

  override async champion(programId: string): Promise<Champion | undefined> {
    const [found] = await this.database.query<Champion>(
      `SELECT program_id AS "programId", model_id AS "modelId", version, as_of AS "asOf", model
         FROM models WHERE program_id = $1 AND status = 'champion'`,
      [programId],
    );
    return found;
  }

  override async standing(
    programId: string,
  ): Promise<{ readonly isInUse: boolean; readonly lastFailure: string | null }> {
    const [standing] = await this.database.query<{ isInUse: boolean; lastFailure: string | null }>(
      `SELECT EXISTS (SELECT 1 FROM models WHERE program_id = $1 AND status = 'champion') AS "isInUse",
              (SELECT coalesce(failure, CASE WHEN status = 'rejected' THEN report ->> 'reason' END)
                 FROM models WHERE program_id = $1 AND status <> 'running' ORDER BY version DESC LIMIT 1) AS "lastFailure"`,
      [programId],
    );
    return standing ?? { isInUse: false, lastFailure: null };
  }

  override async restore(programId: string, version: number | undefined, now: Date): Promise<ModelRecord | undefined> {
    return this.database.run(async () => {
      // The lock on all trainings of the programme, so that two rollbacks, or one and a promotion, come one after the other.
      await this.database.query('SELECT 1 FROM models WHERE program_id = $1 ORDER BY version FOR UPDATE', [programId]);
      const [target] = await this.database.query<{ modelId: string }>(
        `SELECT model_id AS "modelId" FROM models
          WHERE program_id = $1 AND model IS NOT NULL AND promoted_at IS NOT NULL
            AND CASE WHEN $2::integer IS NULL THEN status = 'retired' ELSE version = $2::integer END
          ORDER BY promoted_at DESC LIMIT 1`,
        [programId, version ?? null],
      );
      if (!target) return undefined;
      await this.retireChampion(programId);
      const [restored] = await this.database.query<ModelRecord>(
        `UPDATE models SET status = 'champion', promoted_at = $3::timestamptz WHERE program_id = $1 AND model_id = $2
         RETURNING ${recordColumns}`,
        [programId, target.modelId, now],
      );
      return restored;
    });
  }

  private async retireChampion(programId: string): Promise<void> {
    await this.database.query("UPDATE models SET status = 'retired' WHERE program_id = $1 AND status = 'champion'", [
      programId,
    ]);
  }
}
