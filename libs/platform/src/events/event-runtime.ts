import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { subscribersOf, subscriptions } from '#contracts/events/subscriptions';
import type { ServiceName } from '#contracts/internal/call';
import type { Clock } from '#kernel/clock';
import type { Database } from '../database/database.js';
import { DeadLetters } from './dead-letters.js';
import { EventConsumer } from './event-consumer.js';
import { EventDelivery } from './event-delivery.js';
import { type EventHandlers, type FoundHandler, matchHandlers } from './event-handlers.js';
import { EventMetrics } from './event-metrics.js';
import { EventQueues } from './event-queues.js';
import { GapSweep } from './gap-sweep.js';
import { Housekeeping } from './housekeeping.js';
import { Inbox } from './inbox.js';
import { logFailures } from './log-failures.js';
import { OutboxReader } from './outbox-reader.js';
import { Periodic } from './periodic.js';
import { Puller } from './puller.js';
import { connectQueues, type QueueAddress } from './queue-connection.js';
import { Relay } from './relay.js';
import { StreamPositions } from './stream-positions.js';

interface EventRuntimeOptions {
  readonly service: ServiceName;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Without one nothing moves: for tests of a service alone. */
  readonly address?: QueueAddress;
  /** Looked for when every provider exists. */
  readonly findHandlers: () => readonly FoundHandler[];
}

/** Two, so that one's JavaScript runs while the other waits for the database. */
const concurrentJobs = 2;
const sweepEveryMs = 500;
const tidyEveryMs = 60_000;

/** Everything about events that runs by itself in a service: starts when the service is whole, ends before its database goes. */
export class EventRuntime implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly onError: (error: Error) => void;
  private readonly queues?: EventQueues;
  private readonly relay?: Relay;
  private readonly outbox: OutboxReader;
  private readonly periodics: Periodic[] = [];
  private handlers: EventHandlers = new Map();

  constructor(private readonly options: EventRuntimeOptions) {
    const { service, database, address, clock, logger } = options;
    this.onError = logFailures(logger, clock);
    this.outbox = new OutboxReader(database, service);
    if (!address) return;
    this.queues = new EventQueues(connectQueues(address, this.onError), this.onError);
    this.relay = new Relay({
      source: service,
      subscribers: subscribersOf(service),
      transactions: database,
      outbox: this.outbox,
      queues: this.queues,
      onError: this.onError,
    });
  }

  /** After a commit that left events behind. */
  wake(): void {
    this.relay?.wake();
  }

  /** @throws EventHandlersError */
  onModuleInit(): void {
    const { service, findHandlers } = this.options;
    this.handlers = matchHandlers(service, subscriptions[service], findHandlers());
  }

  async onApplicationBootstrap(): Promise<void> {
    const { service, database, clock, logger } = this.options;
    const { queues, relay, handlers } = this;
    const positions = new StreamPositions(database);
    const deadLetters = new DeadLetters(database);
    const metrics = new EventMetrics({ service, database, clock, positions, deadLetters, queues });
    const housekeeping = new Housekeeping(database, clock);
    this.repeat(() => housekeeping.tidy(), tidyEveryMs);
    if (!queues || !relay) return;
    const inbox = new Inbox(database);
    const onHandled = metrics.handled.bind(metrics);
    const delivery = new EventDelivery({ database, clock, handlers, positions, inbox, deadLetters, logger, onHandled });
    const consumer = new EventConsumer(delivery, database, deadLetters, clock);
    const puller = new Puller(service, this.outbox, queues);
    await queues.ready();
    queues.receive(service, concurrentJobs, {
      onEvents: (job) => consumer.receive(job),
      onPull: (request) => puller.answer(request),
    });
    relay.start();
    const sweep = new GapSweep({ consumer: service, database, clock, positions, deadLetters, delivery, queues });
    this.repeat(() => sweep.sweep(), sweepEveryMs);
  }

  /** In this order: what is being handled may still publish, and whoever sends needs the queues. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.queues?.stopReceiving();
    await Promise.all(this.periodics.map((periodic) => periodic.stop()));
    await this.relay?.stop();
    await this.queues?.close();
  }

  private repeat(work: () => Promise<void>, everyMs: number): void {
    const periodic = new Periodic(work, everyMs, this.onError);
    this.periodics.push(periodic);
    periodic.start();
  }
}
