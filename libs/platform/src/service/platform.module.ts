import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import { ServiceEnv } from '../config/service-env.js';
import { createDataSource, type ServiceDatabase } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { Idempotency } from '../database/idempotency.js';
import { EventsModule } from '../events/events.module.js';
import { metrics } from '../telemetry/metrics.js';
import { createLogger } from '../telemetry/logger.js';
import { HealthController } from './health.controller.js';
import { RandomIds, SystemClock } from './system-clock.js';

export const LOGGER = Symbol('LOGGER');

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
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres' }),
          dataSourceFactory: () =>
            createDataSource(database, { url: env.DATABASE_URL, poolMax: env.DATABASE_POOL_MAX }).initialize(),
        }),
        EventsModule.forService({ service, env }),
      ],
      controllers: [HealthController],
      providers: [
        { provide: ServiceEnv, useValue: env },
        { provide: LOGGER, useFactory: () => createLogger(service, env.LOG_LEVEL) },
        { provide: Clock, useClass: SystemClock },
        { provide: Ids, useFactory: (clock: Clock) => new RandomIds(clock), inject: [Clock] },
        { provide: Database, useFactory: observedDatabase, inject: [DataSource] },
        { provide: Transactions, useExisting: Database },
        Idempotency,
      ],
      exports: [ServiceEnv, LOGGER, Clock, Ids, Database, Transactions, Idempotency, EventsModule],
    };
  }

  onApplicationShutdown(): void {
    this.logger.info('stopped');
  }
}

function observedDatabase(dataSource: DataSource): Database {
  const database = new Database(dataSource);
  new Gauge({
    name: 'keepsake_database_pool_connections',
    help: 'Connections of the service pool by state; waiting counts queries without one.',
    labelNames: ['state'] as const,
    registers: [metrics],
    collect() {
      const pool = database.pool();
      this.set({ state: 'total' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  return database;
}
