import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Logger } from 'pino';
import { EventOutbox } from '#contracts/events/outbox';
import type { ServiceName } from '#contracts/internal/call';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { InvalidEnvironmentError } from '../config/load-env.js';
import type { ServiceEnv } from '../config/service-env.js';
import { Database } from '../database/database.js';
import { LOGGER } from '../telemetry/logger.js';
import { EventRuntime } from './event-runtime.js';
import { EventValidator } from './event-validator.js';
import { findHandlers } from './find-handlers.js';
import { OutboxStore } from './outbox-store.js';
import type { QueueAddress } from './queue-connection.js';

const developmentChecksPerTypeMax = 100;

interface EventsOptions {
  readonly service: ServiceName;
  readonly env: ServiceEnv;
}

/**
 * Publishing and hearing events, for one service. What it hears stands in `#contracts/events/subscriptions`; what handles it
 * is found by @HandlesEvents on the providers' methods. In a test without an address for the queues events stay in the outbox.
 */
@Module({})
export class EventsModule {
  static forService({ service, env }: EventsOptions): DynamicModule {
    const address = addressOf(env);
    return {
      module: EventsModule,
      imports: [DiscoveryModule],
      providers: [
        {
          provide: EventRuntime,
          useFactory: (
            database: Database,
            clock: Clock,
            logger: Logger,
            discovery: DiscoveryService,
            scanner: MetadataScanner,
          ) => {
            const find = (): ReturnType<typeof findHandlers> => findHandlers(discovery, scanner);
            return new EventRuntime({ service, database, clock, logger, address, findHandlers: find });
          },
          inject: [Database, Clock, LOGGER, DiscoveryService, MetadataScanner],
        },
        {
          provide: EventOutbox,
          useFactory: (runtime: EventRuntime, database: Database, ids: Ids) =>
            new OutboxStore({
              source: service,
              database,
              ids,
              validator: validatorFor(env),
              onCommitted: () => {
                runtime.wake();
              },
            }),
          inject: [EventRuntime, Database, Ids],
        },
      ],
      exports: [EventOutbox],
    };
  }
}

function validatorFor({ NODE_ENV }: ServiceEnv): EventValidator | undefined {
  if (NODE_ENV === 'production') return undefined;
  return NODE_ENV === 'test' ? new EventValidator() : new EventValidator(developmentChecksPerTypeMax);
}

function addressOf(env: ServiceEnv): QueueAddress | undefined {
  const address = { redisUrl: env.REDIS_URL, databaseUrl: env.QUEUE_DATABASE_URL };
  if (address.redisUrl ?? address.databaseUrl) return address;
  if (env.NODE_ENV === 'test') return undefined;
  throw new InvalidEnvironmentError(['REDIS_URL or QUEUE_DATABASE_URL: one of them must name the event queues']);
}
