import 'reflect-metadata';
import { type INestApplicationContext, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '#contracts/events/catalogue';
import { EventOutbox } from '#contracts/events/outbox';
import { subscriptions } from '#contracts/events/subscriptions';
import type { ServiceName } from '#contracts/internal/call';
import { createEmptyDatabase } from '#testing/test-database';
import { migrate } from '../database/migrate.js';
import { Database } from '../database/database.js';
import { ServiceEnv } from '../config/service-env.js';
import { PlatformModule } from '../service/platform.module.js';
import { metrics } from '../telemetry/metrics.js';
import { currentContext } from '../telemetry/context.js';
import { HandlesEvents } from './handles-events.decorator.js';
import { migrateQueues, queueRole } from './queue-migrations.js';

const password = 'keepsake-test';
const program = randomUUID();

@Injectable()
class ChurnConsumer {
  readonly seen: { id: string; seq: number | undefined; correlationId: string | undefined }[] = [];

  @HandlesEvents(...subscriptions.churn.handledTypes)
  on(events: readonly EventEnvelope[]): Promise<void> {
    for (const { id, memberSeq } of events) {
      this.seen.push({ id, seq: memberSeq, correlationId: currentContext()?.correlationId });
    }
    return Promise.resolve();
  }
}

@Injectable()
class PointsConsumer {
  @HandlesEvents(...subscriptions.points.handledTypes)
  on(): Promise<void> {
    return Promise.resolve();
  }
}

@Injectable()
class StrangeConsumer {
  @HandlesEvents('partners.endpoint-disabled.v1')
  on(): Promise<void> {
    return Promise.resolve();
  }
}

describe('events between two services', () => {
  let adminUrl: string;
  const started: INestApplicationContext[] = [];

  beforeAll(async () => {
    adminUrl = await createEmptyDatabase();
    const databases = (['points', 'churn'] as const).map((service) => ({ service, rows: [], migrations: [] }));
    await migrate({ adminUrl, databases, passwords: { points: password, churn: password } });
    await migrateQueues({ adminUrl, password });
  });

  afterAll(() => Promise.all(started.map((service) => service.close())));

  function envOf(service: ServiceName): ServiceEnv {
    const urlOf = (role: string): string => {
      const url = new URL(adminUrl);
      url.username = role;
      url.password = password;
      return url.href;
    };
    return Object.assign(new ServiceEnv(), {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      KEEPSAKE_INTERNAL_KEY: 'k'.repeat(32),
      DATABASE_URL: urlOf(`keepsake_${service}`),
      QUEUE_DATABASE_URL: urlOf(queueRole),
    });
  }

  async function start(name: ServiceName, consumers: Type[]) {
    const database = { service: name, rows: [], migrations: [] };
    @Module({ imports: [PlatformModule.forService({ database, env: envOf(name) })], providers: consumers })
    class ServiceModule {}
    const service = await NestFactory.createApplicationContext(ServiceModule, { logger: false, abortOnError: false });
    started.push(service);
    return service;
  }

  it('travel from a commit to the handler, with the correlation id of their request', async () => {
    const points = await start('points', [PointsConsumer]);
    const churn = await start('churn', [ChurnConsumer]);
    const outbox = points.get(EventOutbox);
    const [id] = await points.get(Database).run(() =>
      outbox.append([
        {
          type: 'points.purchase-recorded.v1',
          programId: program,
          memberId: randomUUID(),
          occurredAt: new Date(),
          recordedAt: new Date(),
          correlationId: 'till-1',
          data: {
            purchaseId: randomUUID(),
            transactionId: 't-1',
            storeId: null,
            channel: 'pos',
            currency: 'CNY',
            totalMinor: 100,
            payableMinor: 100,
            lines: [{ line: 1, sku: 'a', category: null, quantity: '1', netMinor: 100 }],
            late: false,
          },
        },
      ]),
    );
    const { seen } = churn.get(ChurnConsumer);
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toEqual([{ id, seq: 1, correlationId: 'till-1' }]);

    // The handler runs before the commit, and the commit before the queue hears of it.
    let text = '';
    const isDone = (): boolean => /event_lag_seconds_count\S* 1/.test(text) && /event_queue_jobs\S* 0/.test(text);
    while (!isDone()) text = await metrics.metrics();
    expect(text).toMatch(/keepsake_outbox_unsent_events\S* 0/);
    expect(text).toMatch(/keepsake_parked_members\{reason="gap"\} 0/);
    expect(text).toMatch(/keepsake_dead_letters\S* 0/);
  });

  it('stop the start of a service whose handlers do not match its subscription', async () => {
    await expect(start('churn', [ChurnConsumer, StrangeConsumer])).rejects.toThrow(
      'partners.endpoint-disabled.v1 is handled by StrangeConsumer.on, but churn does not hear partners.',
    );
  });
});
