import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { Transactions } from '#kernel/transactions';
import type { ServiceEnv } from '../config/service-env.js';
import { registerAnew } from '../telemetry/metrics.js';
import { createDataSource, type ServiceDatabase } from './data-source.js';
import { Database } from './database.js';
import { Idempotency } from './idempotency.js';

/** A service's own schema, under its own role. */
@Module({})
export class DatabaseModule {
  static forService(database: ServiceDatabase, env: ServiceEnv): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres' }),
          dataSourceFactory: () =>
            createDataSource(database, { url: env.DATABASE_URL, poolMax: env.DATABASE_POOL_MAX }).initialize(),
        }),
      ],
      providers: [
        { provide: Database, useFactory: observedDatabase, inject: [DataSource] },
        { provide: Transactions, useExisting: Database },
        Idempotency,
      ],
      exports: [Database, Transactions, Idempotency],
    };
  }
}

function observedDatabase(dataSource: DataSource): Database {
  const database = new Database(dataSource);
  const name = 'keepsake_database_pool_connections';
  const connections = new Gauge({
    name,
    help: 'Connections of the service pool by state; waiting counts queries without one.',
    labelNames: ['state'] as const,
    registers: [],
    collect() {
      const pool = database.pool();
      this.set({ state: 'total' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  registerAnew(name, connections);
  return database;
}
