import { createPostgresBackend, PostgresConnection, PostgresQueueBackend, Queue, Worker } from 'bullmq';
import type { Processor, QueueOptions, WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';

/** The schema of the queues where they live in PostgreSQL. */
export const queueSchema = 'queues';

const producerConnectionsMax = 2;
const workerConnectionsMax = 2;
const connectTimeoutMs = 5_000;

export interface QueueAddress {
  /** Redis or Valkey; it wins. */
  readonly redisUrl?: string;
  /** PostgreSQL, migrated by `migrateQueues`. */
  readonly databaseUrl?: string;
}

type SharedQueueOptions = Omit<QueueOptions, 'connection'>;
type SharedWorkerOptions = Omit<WorkerOptions, 'connection'>;

/** What is used of BullMQ's queue and worker, whose types name their backend. */
export type OpenQueue = Pick<Queue, 'add' | 'getJobCounts' | 'close'> & ErrorSource;
export type OpenWorker = Pick<Worker, 'close'> & ErrorSource;

interface ErrorSource {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Opens queues and workers on one of BullMQ's backends; nothing else knows which. */
export interface QueueConnection {
  openQueue(name: string, options: SharedQueueOptions): OpenQueue;
  openWorker(name: string, process: Processor<unknown, void>, options: SharedWorkerOptions): OpenWorker;
  /** @throws when the queues cannot be reached, or are not migrated */
  ready(): Promise<void>;
  /** After the queues and workers are closed. */
  close(): Promise<void>;
}

export function connectQueues(
  { redisUrl, databaseUrl }: QueueAddress,
  onError: (error: Error) => void,
): QueueConnection {
  if (redisUrl) return connectRedis(redisUrl, onError);
  if (databaseUrl) return connectPostgres(databaseUrl, onError);
  throw new Error('The event queues need REDIS_URL or QUEUE_DATABASE_URL.');
}

function connectRedis(url: string, onError: (error: Error) => void): QueueConnection {
  // A producer fails at once and its relay tries again: it must not wait for Redis inside a transaction.
  const producer = new Redis(url, { maxRetriesPerRequest: 1, connectTimeout: connectTimeoutMs, lazyConnect: true });
  producer.on('error', onError);
  const workerConnections: Redis[] = [];
  return {
    openQueue: (name, options) => new Queue(name, { ...options, connection: producer }),
    openWorker: (name, process, options) => {
      const connection = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: connectTimeoutMs });
      connection.on('error', onError);
      workerConnections.push(connection);
      return new Worker(name, process, { ...options, connection });
    },
    async ready() {
      await producer.ping();
    },
    async close() {
      for (const connection of [producer, ...workerConnections]) connection.disconnect();
      return Promise.resolve();
    },
  };
}

function connectPostgres(url: string, onError: (error: Error) => void): QueueConnection {
  const shared = { connectionString: url, schema: queueSchema, connectionTimeoutMillis: connectTimeoutMs };
  const producer = new PostgresConnection({
    ...shared,
    max: producerConnectionsMax,
    application_name: 'keepsake-queues',
  });
  producer.on('error', onError);
  return {
    // One pool for all queues of a process. What is added must be durable: the outbox forgets it then.
    openQueue: (name, options) => {
      const onProducer = (queue: string): PostgresQueueBackend =>
        new PostgresQueueBackend(producer, queue, { connection: shared }, false);
      return new Queue(name, { ...options, connection: shared }, onProducer);
    },
    // A claim or completion that a crash takes back only delivers the job again, so it need not wait for the disk.
    openWorker: (name, process, options) =>
      new Worker(
        name,
        process,
        { ...options, connection: { ...shared, max: workerConnectionsMax, options: '-c synchronous_commit=off' } },
        createPostgresBackend,
      ),
    ready: () => producer.waitUntilReady(),
    close: () => producer.close(),
  };
}
