import type { Job } from 'bullmq';
import type { ServiceName } from '#contracts/internal/call';
import type { EventJob } from './event-message.js';
import type { StreamRange } from './outbox-reader.js';
import type { OpenQueue, OpenWorker, QueueConnection } from './queue-connection.js';

/** A consumer's request to a producer: send these parts again, to me alone. */
export interface PullRequest {
  readonly consumer: ServiceName;
  readonly ranges: readonly StreamRange[];
}

export interface WorkerTiming {
  /** How long a job belongs to a worker that has stopped saying that it lives. */
  readonly lockMs: number;
  /** How often dead workers' jobs are looked for; one is found at the second look after its lock ended. */
  readonly stalledCheckMs: number;
}

/** A killed process' job is taken over within 8 s; a living worker renews its lock every 2 s. */
export const usualTiming: WorkerTiming = { lockMs: 4_000, stalledCheckMs: 2_000 };

/** As good as for ever: a job is never given up, what cannot be handled goes to the dead letters instead. */
const attemptsMax = 2 ** 31 - 1;
const retryDelayMsMin = 100;
const retryDelayMsMax = 5_000;
const pollWhenQuietSeconds = 5;
const pauseAfterErrorMs = 500;
const keptStatusEventsMax = 100;

const jobOptions = {
  attempts: attemptsMax,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  stackTraceLimit: 1,
} as const;

/** What a service does with what lies in its queue. */
interface Receiver {
  readonly onEvents: (job: EventJob) => Promise<void>;
  readonly onPull: (request: PullRequest) => Promise<void>;
}

/**
 * Events and requests for events between services, over BullMQ: one queue a service, because every waiting worker is woken by
 * every job of every queue in PostgreSQL.
 */
export class EventQueues {
  private readonly queues = new Map<string, OpenQueue>();
  private readonly workers: OpenWorker[] = [];

  constructor(
    private readonly connection: QueueConnection,
    private readonly onError: (error: Error) => void,
    private readonly timing: WorkerTiming = usualTiming,
  ) {}

  ready(): Promise<void> {
    return this.connection.ready();
  }

  /** In their order. One by one: addBulk makes temporary tables in PostgreSQL, 8 ms of its CPU a call against 1 ms for an add. */
  async send(consumer: ServiceName, jobs: readonly EventJob[]): Promise<void> {
    const queue = this.queue(queueOf(consumer));
    for (const job of jobs) await queue.add(job.source, job, jobOptions);
  }

  async requestPull(source: ServiceName, request: PullRequest): Promise<void> {
    await this.queue(queueOf(source)).add(pullName, request, jobOptions);
  }

  /** Starts giving a service its jobs, several at once; a job whose handler throws comes again, later. */
  receive(service: ServiceName, concurrency: number, { onEvents, onPull }: Receiver): void {
    this.work(queueOf(service), concurrency, ({ name, data }) =>
      name === pullName ? onPull(data as PullRequest) : onEvents(data as EventJob),
    );
  }

  /** Jobs of a consumer that are not done: waiting, running and waiting for their next try. */
  async depth(consumer: ServiceName): Promise<number> {
    const counts = await this.queue(queueOf(consumer)).getJobCounts('waiting', 'active', 'delayed');
    return Object.values(counts).reduce((sum, jobs) => sum + jobs, 0);
  }

  /** Takes no more jobs and waits for the running ones. */
  async stopReceiving(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  async close(): Promise<void> {
    await this.stopReceiving();
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.connection.close();
  }

  private queue(name: string): OpenQueue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.connection.openQueue(name, { streams: { events: { maxLen: keptStatusEventsMax } } });
      queue.on('error', this.onError);
      this.queues.set(name, queue);
    }
    return queue;
  }

  private work(name: string, concurrency: number, handle: (job: Job<unknown>) => Promise<void>): void {
    // Opened too, so that the limits in its options hold for a queue that nobody has sent to yet.
    this.queue(name);
    const process = async (job: Job<unknown>): Promise<void> => {
      try {
        await handle(job);
      } catch (error) {
        this.onError(error as Error);
        // The queue keeps the message of what it is thrown, and that may quote data: no message and no cause.
        return Promise.reject(new Error('The job will be tried again.'));
      }
    };
    const worker = this.connection.openWorker(name, process, {
      concurrency,
      lockDuration: this.timing.lockMs,
      stalledInterval: this.timing.stalledCheckMs,
      maxStalledCount: attemptsMax,
      drainDelay: pollWhenQuietSeconds,
      runRetryDelay: pauseAfterErrorMs,
      settings: { backoffStrategy: retryDelayMs },
    });
    worker.on('error', this.onError);
    this.workers.push(worker);
  }
}

function retryDelayMs(attemptsMade: number): number {
  return Math.min(retryDelayMsMin * 2 ** Math.min(attemptsMade - 1, 10), retryDelayMsMax);
}

/** BullMQ takes no colon in a name. */
const queueOf = (service: ServiceName): string => `events.${service}`;

/** Jobs of events are named like their producer. */
const pullName = 'pull';
