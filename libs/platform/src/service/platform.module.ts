import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { ServiceEnv } from '../config/service-env.js';
import type { ServiceDatabase } from '../database/data-source.js';
import { DatabaseModule } from '../database/database.module.js';
import { EventsModule } from '../events/events.module.js';
import { Cursors } from '../http/cursor.js';
import { createLogger, LOGGER } from '../telemetry/logger.js';
import { HealthController } from './health.controller.js';
import { RandomIds, SystemClock } from './system-clock.js';

interface PlatformOptions {
  readonly database: ServiceDatabase;
  readonly env: ServiceEnv;
}

/** Everything that stands under a context: configuration, clock, ids, database, idempotency, events, health. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  static forService({ database, env }: PlatformOptions): DynamicModule {
    const service = database.service;
    return {
      module: PlatformModule,
      imports: [DatabaseModule.forService(database, env), EventsModule.forService({ service, env })],
      controllers: [HealthController],
      providers: [
        { provide: ServiceEnv, useValue: env },
        { provide: LOGGER, useFactory: () => createLogger(service, env.LOG_LEVEL) },
        { provide: Clock, useClass: SystemClock },
        { provide: Ids, useFactory: (clock: Clock) => new RandomIds(clock), inject: [Clock] },
        Cursors,
      ],
      exports: [ServiceEnv, LOGGER, Clock, Ids, Cursors, DatabaseModule, EventsModule],
    };
  }

  onApplicationShutdown(): void {
    this.logger.info('stopped');
  }
}
