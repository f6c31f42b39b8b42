import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { createDataSource } from '#platform/database/data-source';
import { Database } from '#platform/database/database';
import { OutboxStore } from '#platform/events/outbox-store';
import { RandomIds, SystemClock } from '#platform/service/system-clock';
import { churnDatabase } from '../database/churn.database.js';
import type { ThreadInput } from './thread-work.js';
import { workOn } from './work-on.js';

const { work, databaseUrl } = workerData as ThreadInput;
const dataSource = await createDataSource(churnDatabase, { url: databaseUrl, poolMax: 2 }).initialize();
try {
  const database = new Database(dataSource);
  const clock = new SystemClock();
  const ids = new RandomIds(clock);
  // The relay of the service polls: it finds what this thread leaves in the outbox.
  const outbox = new OutboxStore({ source: 'churn', database, ids, onCommitted: () => undefined });
  await workOn(work, { database, clock, ids, outbox });
} finally {
  await dataSource.destroy();
}
parentPort?.postMessage(undefined);
