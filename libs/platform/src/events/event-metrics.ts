import { Gauge, Histogram } from 'prom-client';
import type { ServiceName } from '#contracts/internal/call';
import type { Clock } from '#kernel/clock';
import type { Database } from '../database/database.js';
import { registerAnew } from '../telemetry/metrics.js';
import type { DeadLetters } from './dead-letters.js';
import type { EventMessage } from './event-message.js';
import type { EventQueues } from './event-queues.js';
import type { StreamPositions } from './stream-positions.js';

/** Counting stops here: the age tells the rest. */
const unsentCountMax = 100_000;

interface EventMetricsOptions {
  readonly service: ServiceName;
  readonly database: Database;
  readonly clock: Clock;
  readonly positions: StreamPositions;
  readonly deadLetters: DeadLetters;
  readonly queues?: EventQueues;
}

/** What to watch about events: how far behind the relay and the consumer are, and what stands still. */
export class EventMetrics {
  private readonly lag = defineLag();

  constructor(private readonly options: EventMetricsOptions) {
    const { service, database, clock, positions, deadLetters, queues } = options;
    defineParked(positions);
    gauge('keepsake_outbox_unsent_events', `Events yet to be sent, counted up to ${unsentCountMax}.`, () =>
      countUnsent(database),
    );
    gauge('keepsake_outbox_age_seconds', 'Age of the oldest event yet to be sent.', () =>
      outboxAgeSeconds(database, clock),
    );
    gauge('keepsake_dead_letters', 'Events that a handler could not take and nobody has redriven or skipped.', () =>
      deadLetters.countDead(),
    );
    if (!queues) return;
    gauge('keepsake_event_queue_jobs', 'Jobs of this consumer that are not done.', () => queues.depth(service));
  }

  handled(messages: readonly EventMessage[]): void {
    const nowMs = this.options.clock.now().getTime();
    for (const { event } of messages) {
      this.lag.observe({ source: event.source }, Math.max(0, nowMs - Date.parse(event.recordedAt)) / 1000);
    }
  }
}

function defineLag(): Histogram<'source'> {
  const name = 'keepsake_event_lag_seconds';
  const lag = new Histogram({
    name,
    help: 'Time from an event being recorded by its producer to being applied here, by producer.',
    labelNames: ['source'] as const,
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
    registers: [],
  });
  return registerAnew(name, lag);
}

function defineParked(positions: StreamPositions): void {
  const name = 'keepsake_parked_members';
  const parked = new Gauge({
    name,
    help: 'Members whose events wait, by reason: gap (one is missing) or dead (one is among the dead letters).',
    labelNames: ['reason'] as const,
    registers: [],
    async collect() {
      const { gap, dead } = await positions.countBlocked();
      this.set({ reason: 'gap' }, gap);
      this.set({ reason: 'dead' }, dead);
    },
  });
  registerAnew(name, parked);
}

function gauge(name: string, help: string, read: () => Promise<number>): void {
  const created = new Gauge({
    name,
    help,
    registers: [],
    async collect() {
      this.set(await read());
    },
  });
  registerAnew(name, created);
}

async function countUnsent(database: Database): Promise<number> {
  const [row] = await database.query<{ unsent: number }>(
    'SELECT count(*) AS unsent FROM (SELECT 1 FROM outbox_unsent LIMIT $1) AS unsent',
    [unsentCountMax],
  );
  return row?.unsent ?? 0;
}

async function outboxAgeSeconds(database: Database, clock: Clock): Promise<number> {
  const [oldest] = await database.query<{ recordedAt: Date }>(
    `SELECT recorded_at AS "recordedAt" FROM outbox
      WHERE position = (SELECT position FROM outbox_unsent ORDER BY position LIMIT 1)`,
  );
  return oldest ? Math.max(0, clock.now().getTime() - oldest.recordedAt.getTime()) / 1000 : 0;
}
