import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { ProgramSettings, type ProgramSetting } from '../application/ports/program-settings.js';

/** A programme's zone and currency never change once created, so that a found one is kept for the life of the process. */
@Injectable()
export class ProgramSettingsStore extends ProgramSettings {
  private readonly known = new Map<string, ProgramSetting>();

  constructor(private readonly database: Database) {
    super();
  }

  override async remember(settings: readonly ProgramSetting[]): Promise<string[]> {
    const added = await this.database.query<{ programId: string }>(
      `INSERT INTO programs (program_id, currency, time_zone)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
       ON CONFLICT (program_id) DO NOTHING
       RETURNING program_id AS "programId"`,
      [settings.map((one) => one.programId), settings.map((one) => one.currency), settings.map((one) => one.timeZone)],
    );
    return added.map(({ programId }) => programId);
  }

  override async find(programId: string): Promise<ProgramSetting | undefined> {
    const known = this.known.get(programId);
    if (known) return known;
    const [found] = await this.database.query<ProgramSetting>(
      'SELECT program_id AS "programId", currency, time_zone AS "timeZone" FROM programs WHERE program_id = $1',
      [programId],
    );
    if (found) this.known.set(programId, found);
    return found;
  }

  override list(): Promise<ProgramSetting[]> {
    return this.database.query<ProgramSetting>(
      'SELECT program_id AS "programId", currency, time_zone AS "timeZone" FROM programs ORDER BY program_id',
    );
  }
}
