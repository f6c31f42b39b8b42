import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { createDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds, SystemClock } from '#platform/service/system-clock';
import { createLogger } from '#platform/telemetry/logger';
import { churnDatabase } from '../database/churn.database.js';
import type { ThreadInput } from './thread-work.js';
import { LoggedProgress } from './logged-progress.js';
import { workOn } from './work-on.js';

/** One reads, one writes. */
const connectionsMax = 2;

const { work, databaseUrl, logLevel } = workerData as ThreadInput;
const dataSource = await createDataSource(churnDatabase, { url: databaseUrl, poolMax: connectionsMax }).initialize();
try {
  const database = new Database(dataSource);
  const clock = new SystemClock();
  const ids = new RandomIds(clock);
  // The relay of the service polls: it finds what this thread leaves in the outbox.
  const outbox = new OutboxStore({ source: 'churn', database, ids, onCommitted: () => undefined });
  const progress = new LoggedProgress(createLogger(churnDatabase.service, logLevel));
  await workOn(work, { database, clock, ids, outbox, progress });
} finally {
  await dataSource.destroy();
}
parentPort?.postMessage(undefined);
