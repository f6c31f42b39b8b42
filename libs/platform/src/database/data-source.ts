import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import type { ServiceName } from '#contracts/internal/call';
import { platformMigrations } from './platform-migrations.js';
import { usePlainNumbersAndDates } from './pg-types.js';

/** What a service's database is made of: its rows and its own migrations; the platform's tables are added to every service. */
export interface ServiceDatabase {
  readonly service: ServiceName;
  readonly rows: MixedList<new () => object>;
  readonly migrations: readonly (new () => object)[];
}

interface Connection {
  readonly url: string;
  readonly poolMax: number;
  /** Set for migrations only: the owner's role, which no running service has. */
  readonly role?: string;
}

const statementTimeoutMs = 30_000;
const connectTimeoutMs = 5_000;
/** A session whose client died without a word must not hold its locks for long. */
const idleInTransactionTimeoutMs = 20_000;

export function createDataSource(database: ServiceDatabase, connection: Connection): DataSource {
  usePlainNumbersAndDates();
  const sessionOptions = [
    `-c search_path=${database.service}`,
    '-c timezone=UTC',
    ...(connection.role
      ? [`-c role=${connection.role}`]
      : [
          `-c statement_timeout=${String(statementTimeoutMs)}`,
          `-c idle_in_transaction_session_timeout=${String(idleInTransactionTimeoutMs)}`,
        ]),
  ];
  const options: DataSourceOptions = {
    type: 'postgres',
    url: connection.url,
    schema: database.service,
    entities: database.rows,
    migrations: [...platformMigrations, ...database.migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    // Ids come from the application, so that no extension is needed.
    installExtensions: false,
    applicationName: `keepsake-${database.service}`,
    connectTimeoutMS: connectTimeoutMs,
    extra: { max: connection.poolMax, options: sessionOptions.join(' ') },
  };
  return new DataSource(options);
}

export const ownerRole = (service: ServiceName): string => `keepsake_${service}_owner`;
export const appRole = (service: ServiceName): string => `keepsake_${service}`;
