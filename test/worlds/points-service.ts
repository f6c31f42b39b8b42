import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import type { Caller } from '#contracts/internal/call';
import { loadEnv } from '#platform/config/load-env';
import { identityHeader, signIdentity } from '#platform/http/identity';
import { createServiceApp } from '#platform/service/run-service';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { pointsDatabase } from '../../apps/points/src/database/points.database.js';
import { PointsEnv } from '../../apps/points/src/points.env.js';
import { PointsModule } from '../../apps/points/src/points.module.js';

const internalKey = 'internal'.repeat(4);

/** The points service as it runs, asked by calls that are signed like the gateway's. */
export interface PointsService {
  readonly test: TestDatabase;
  readonly app: NestFastifyApplication;
  readonly call: (
    caller: Pick<Caller, 'programId' | 'actor'> & Partial<Caller>,
    call: { readonly path: string },
    payload: unknown,
  ) => ReturnType<NestFastifyApplication['inject']>;
  readonly stop: () => Promise<void>;
}

export async function startPointsService(): Promise<PointsService> {
  const test = await createTestDatabase(pointsDatabase);
  const env = loadEnv(PointsEnv, {
    DATABASE_URL: test.url,
    KEEPSAKE_INTERNAL_KEY: internalKey,
    KEEPSAKE_CLAIM_KEY: 'claim'.repeat(8),
    KEEPSAKE_REFERENCE_KEY: 'reference'.repeat(4),
    KEEPSAKE_LEDGER_KEY: 'ledger'.repeat(8),
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
  });
  const module = PointsModule.forRoot(env);
  const app = await createServiceApp({ name: 'points', env, module }, pino({ level: 'silent' }));
  return {
    test,
    app,
    call: (caller, { path }, payload) =>
      app.inject({
        method: 'POST',
        url: `/internal/${path}`,
        headers: {
          [identityHeader]: signIdentity({ correlationId: 'test', locale: 'en', ...caller }, internalKey, Date.now()),
        },
        payload: payload as object,
      }),
    stop: async () => {
      await app.close();
      await test.close();
    },
  };
}
