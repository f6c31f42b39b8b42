import pg from 'pg';
import type { ServiceName } from '#contracts/internal/call';
import { appRole, createDataSource, ownerRole, type ServiceDatabase } from './data-source.js';
import { sqlState } from './database.js';

/** Any fixed number: two starters take turns on it, so that no migration runs twice. */
export const migrationLockKey = 7_318_520_261;
const roleAttemptsMax = 8;

interface MigrateOptions {
  /** A role that may create roles and schemas. */
  readonly adminUrl: string;
  readonly databases: readonly ServiceDatabase[];
  /** Passwords of the services' own roles; a service without one keeps the password it has. */
  readonly passwords: Readonly<Partial<Record<ServiceName, string>>>;
  readonly onProgress?: (message: string) => void;
}

/** Brings every given service's schema to this version: roles, schema, privileges, then its migrations, oldest first. */
export async function migrate({ adminUrl, databases, passwords, onProgress }: MigrateOptions): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [migrationLockKey]);
    for (const database of databases) {
      await prepareSchema(admin, database.service, passwords[database.service]);
      await runMigrations(adminUrl, database, onProgress);
    }
  } finally {
    await admin.end();
  }
}

async function runMigrations(
  adminUrl: string,
  database: ServiceDatabase,
  onProgress?: (message: string) => void,
): Promise<void> {
  const dataSource = createDataSource(database, { url: adminUrl, poolMax: 2, role: ownerRole(database.service) });
  await dataSource.initialize();
  try {
    for (const migration of await dataSource.runMigrations()) onProgress?.(`${database.service}: ${migration.name}`);
  } finally {
    await dataSource.destroy();
  }
}

async function prepareSchema(admin: pg.Client, service: ServiceName, password: string | undefined): Promise<void> {
  const owner = ownerRole(service);
  const app = appRole(service);
  await withRoleRetry(async () => {
    await createRole(admin, owner, 'NOLOGIN');
    await createRole(admin, app, 'LOGIN');
    if (password) await admin.query(`ALTER ROLE ${app} PASSWORD ${pg.escapeLiteral(password)}`);
    // A non-superuser administrator (a managed database) must be a member of the owner to act as it.
    await admin.query(`GRANT ${owner} TO CURRENT_USER`);
  });
  await admin.query(`CREATE SCHEMA IF NOT EXISTS ${service} AUTHORIZATION ${owner}`);
  await admin.query(`GRANT USAGE ON SCHEMA ${service} TO ${app}`);
  await admin.query(
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${service} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app}`,
  );
  await admin.query(
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${service} GRANT USAGE, SELECT ON SEQUENCES TO ${app}`,
  );
}

export async function createRole(admin: pg.Client, role: string, attribute: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 0) await admin.query(`CREATE ROLE ${role} ${attribute}`);
}

/** Roles belong to the whole server: two databases that are prepared at once can meet on them, and the loser tries again. */
export async function withRoleRetry(work: () => Promise<void>): Promise<void> {
  const concurrent = new Set(['42710', '23505', 'XX000']);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt >= roleAttemptsMax || !concurrent.has(sqlState(error) ?? '')) throw error;
    }
  }
}
