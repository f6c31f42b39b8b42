import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName } from '#contracts/internal/call';
import { createDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { EventQueues } from '#platform/events/event-queues';
import { connectQueues } from '#platform/events/queue-connection';
import { UsageError } from './options.js';

const poolMaxDefault = 2;

/** Where the platform's data is, as far as these commands need it. */
export interface PlatformAddress {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly queueDatabaseUrl: string;
}

/** @throws UsageError when there is no platform to be found */
export async function findPlatform(env: NodeJS.ProcessEnv): Promise<PlatformAddress> {
  const databaseUrl = env['DATABASE_URL'] ?? (await embeddedDatabaseUrl(env['KEEPSAKE_DATA_DIR'] ?? '.keepsake'));
  return { databaseUrl, redisUrl: env['REDIS_URL'], queueDatabaseUrl: env['QUEUE_DATABASE_URL'] ?? databaseUrl };
}

async function embeddedDatabaseUrl(dataDir: string): Promise<string> {
  const path = join(dataDir, 'credentials.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const { databaseUrl } = (text === undefined ? {} : JSON.parse(text)) as { databaseUrl?: string };
  if (databaseUrl === undefined) {
    throw new UsageError(
      `No platform found: set DATABASE_URL, or start one with npm start (${path} tells where it is).`,
    );
  }
  return databaseUrl;
}

/** Runs work on one service's schema. */
export async function withDatabase<T>(
  { databaseUrl }: PlatformAddress,
  service: ServiceName,
  work: (database: Database) => Promise<T>,
  poolMax = poolMaxDefault,
): Promise<T> {
  const dataSource = createDataSource({ service, rows: [], migrations: [] }, { url: databaseUrl, poolMax });
  await dataSource.initialize();
  try {
    return await work(new Database(dataSource));
  } finally {
    await dataSource.destroy();
  }
}

export async function withQueues<T>(
  { redisUrl, queueDatabaseUrl }: PlatformAddress,
  work: (queues: EventQueues) => Promise<T>,
): Promise<T> {
  const ignore = (): void => undefined; // what fails is thrown by the call that needs it
  const queues = new EventQueues(connectQueues({ redisUrl, databaseUrl: queueDatabaseUrl }, ignore), ignore);
  await queues.ready();
  try {
    return await work(queues);
  } finally {
    await queues.close();
  }
}
