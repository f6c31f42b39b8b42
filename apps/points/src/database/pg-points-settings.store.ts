import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  PointsSettingsStore,
  type ProgramFacts,
  type StoredSettings,
} from '../application/ports/points-settings.store.js';

@Injectable()
export class PgPointsSettingsStore extends PointsSettingsStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async findNewest(programId: string): Promise<StoredSettings | undefined> {
    const [stored] = await this.database.query<StoredSettings>(
      `SELECT version, document, content_hash AS "contentHash", recorded_at AS "recordedAt"
         FROM points_settings WHERE program_id = $1 ORDER BY version DESC LIMIT 1`,
      [programId],
    );
    return stored;
  }

  override async insert(
    programId: string,
    { version, document, contentHash, recordedAt }: StoredSettings,
    actor: { readonly type: string; readonly id: string },
  ): Promise<boolean> {
    const inserted = await this.database.affect(
      `INSERT INTO points_settings (program_id, version, document, content_hash, actor_type, actor_id, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [programId, version, JSON.stringify(document), contentHash, actor.type, actor.id, recordedAt],
    );
    return inserted === 1;
  }

  override async rememberPrograms(programs: readonly ProgramFacts[]): Promise<void> {
    await this.database.query(
      `INSERT INTO programs (program_id, currency, time_zone)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
      [
        programs.map(({ programId }) => programId),
        programs.map(({ currency }) => currency),
        programs.map(({ timeZone }) => timeZone),
      ],
    );
  }

  override async findProgram(programId: string): Promise<ProgramFacts | undefined> {
    const [program] = await this.database.query<ProgramFacts>(
      'SELECT program_id AS "programId", currency, time_zone AS "timeZone" FROM programs WHERE program_id = $1',
      [programId],
    );
    return program;
  }
}
