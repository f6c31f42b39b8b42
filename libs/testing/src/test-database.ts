import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { appRole, createDataSource, type ServiceDatabase } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { migrate } from '#platform/database/migrate';

const poolMax = 10;
const appPassword = 'keepsake-test';

export interface TestDatabase {
  /** Connected as the service's own role, with the privileges it has in production. */
  readonly database: Database;
  readonly dataSource: DataSource;
  /** DATABASE_URL of the service's own role. */
  readonly url: string;
  /** The superuser's, for what a test must do behind the service's back. */
  readonly adminUrl: string;
  close(): Promise<void>;
}

/** A new, migrated database of one service on the run's PostgreSQL: a test file has it alone. */
export async function createTestDatabase(service: ServiceDatabase): Promise<TestDatabase> {
  const adminUrl = await createEmptyDatabase();
  await migrate({ adminUrl, databases: [service], passwords: { [service.service]: appPassword } });
  const url = new URL(adminUrl);
  url.username = appRole(service.service);
  url.password = appPassword;
  const dataSource = await createDataSource(service, { url: url.href, poolMax }).initialize();
  return { database: new Database(dataSource), dataSource, url: url.href, adminUrl, close: () => dataSource.destroy() };
}

/** A new database without any schema; dropped with the server at the end of the run. */
export async function createEmptyDatabase(): Promise<string> {
  const serverUrl = process.env.KEEPSAKE_TEST_POSTGRES_URL;
  if (!serverUrl) throw new Error('Integration tests run by npm test, which starts their PostgreSQL.');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`CREATE DATABASE ${name}`);
  await server.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * The statements that would make the tables what the rows say; empty when migrations and rows agree.
 * Tables without a row class are not looked at.
 */
export async function schemaDrift(service: ServiceDatabase, adminUrl: string): Promise<string[]> {
  const dataSource = await createDataSource(service, { url: adminUrl, poolMax: 2 }).initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await dataSource.destroy();
  }
}
