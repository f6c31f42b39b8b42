import type { DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock } from '#kernel/clock';
import { loadEnv } from '#platform/config/load-env';
import type { ServiceEnv } from '#platform/config/service-env';
import type { ServiceDatabase } from '#platform/database/data-source';
import { FixedClock } from './fixed-clock.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

interface TestServiceOptions<Env extends ServiceEnv> {
  readonly database: ServiceDatabase;
  readonly EnvClass: new () => Env;
  /** What the environment class asks for beyond every service's own variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly module: (env: Env) => DynamicModule;
}

export interface TestService {
  /** The service as it is wired in production; its events stay in the outbox. */
  readonly app: TestingModule;
  readonly test: TestDatabase;
  readonly clock: FixedClock;
  close(): Promise<void>;
}

/** A whole service on a database of its own, with a clock that stands still, driven in the test's own process. */
export async function createTestService<Env extends ServiceEnv>(
  options: TestServiceOptions<Env>,
): Promise<TestService> {
  const test = await createTestDatabase(options.database);
  const clock = new FixedClock();
  const env = loadEnv(options.EnvClass, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATABASE_URL: test.url,
    KEEPSAKE_INTERNAL_KEY: 'internal-key'.padEnd(32, '-'),
    ...options.env,
  });
  const builder = Test.createTestingModule({ imports: [options.module(env)] });
  const app = await builder.overrideProvider(Clock).useValue(clock).compile();
  await app.init();
  const close = async (): Promise<void> => {
    await app.close();
    await test.close();
  };
  return { app, test, clock, close };
}
