import type { Database } from './database.js';

/** The database is not one to keep money in: the start is refused. */
export class UnsafeDatabaseError extends Error {
  override readonly name = 'UnsafeDatabaseError';
}

interface Settings {
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
  readonly ownsSchema: boolean;
  readonly superuser: boolean;
}

/**
 * A COMMIT must mean that the points survive a power cut, and the running service must not be able to change its own tables'
 * shape or switch its triggers off.
 * @throws UnsafeDatabaseError naming every setting at fault
 */
export async function assertDatabaseSettings(database: Database): Promise<void> {
  const [settings] = await database.query<Settings>(`
    SELECT current_setting('fsync')              AS fsync,
           current_setting('synchronous_commit') AS "synchronousCommit",
           current_setting('full_page_writes')   AS "fullPageWrites",
           (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
           EXISTS (SELECT 1 FROM pg_namespace n
                    WHERE n.nspname = current_schema()
                      AND pg_has_role(current_user, n.nspowner, 'MEMBER')) AS "ownsSchema"`);
  if (!settings) throw new UnsafeDatabaseError('The database did not tell its settings.');
  const problems = [
    ...(settings.fsync === 'on' ? [] : ['fsync is not on']),
    ...(settings.synchronousCommit === 'off' || settings.synchronousCommit === 'local'
      ? ['synchronous_commit is not on']
      : []),
    ...(settings.fullPageWrites === 'on' ? [] : ['full_page_writes is not on']),
    ...(settings.superuser || settings.ownsSchema
      ? ['the role of DATABASE_URL owns the schema; services run under a role that does not']
      : []),
  ];
  if (problems.length > 0) throw new UnsafeDatabaseError(`Refusing to start on this database: ${problems.join('; ')}.`);
}
