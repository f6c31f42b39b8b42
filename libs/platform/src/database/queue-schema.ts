import pg from 'pg';
import { createRole, migrationLockKey, withRoleRetry } from './migrate.js';

interface QueueSchemaOptions {
  readonly adminUrl: string;
  readonly schema: string;
  readonly role: string;
  readonly password: string;
}

/**
 * Prepares the schema of the queues for the one role that uses it, in turn with every other migration.
 *
 * @param migrate brings the tables up; runs as the administrator, outside a transaction
 */
export async function migrateQueueSchema(
  { adminUrl, schema, role, password }: QueueSchemaOptions,
  migrate: (admin: pg.Client) => Promise<void>,
): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [migrationLockKey]);
    await withRoleRetry(async () => {
      await createRole(admin, role, 'LOGIN');
      await admin.query(`ALTER ROLE ${role} PASSWORD ${pg.escapeLiteral(password)}`);
      await admin.query(`GRANT ${role} TO CURRENT_USER`);
    });
    await migrate(admin);
    // CREATE: a queue's number sequence is made when it gets its first job.
    await admin.query(`GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${role}`);
    await admin.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
    await admin.query(`GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
  } finally {
    await admin.end();
  }
}
