import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { InvalidEnvironmentError } from '../config/load-env.js';
import type { ProcessEnv } from '../config/service-env.js';
import { assertDatabaseSettings, UnsafeDatabaseError } from '../database/assert-settings.js';
import { Database } from '../database/database.js';
import { runAsCaller, verifyIdentity, identityHeader } from '../http/identity.js';
import { ProblemFilter, sendProblem } from '../http/problem.filter.js';
import { Refusal } from '#contracts/errors/refusals';
import { runWithContext } from '../telemetry/context.js';
import { createLogger, NestLogger } from '../telemetry/logger.js';
import { httpDuration, startProcessMetrics } from '../telemetry/metrics.js';
import type { Logger } from 'pino';
import { stopOnSignal } from './stop-on-signal.js';

const bodyBytesMax = 64 * 1024 * 1024;

interface ServiceStart {
  readonly name: string;
  readonly env: ProcessEnv;
  readonly module: Type | DynamicModule;
}

/** Starts one service and keeps it until a signal; a bad environment or database ends the start with a message that names it. */
export async function runService(prepare: () => ServiceStart): Promise<void> {
  let logger = createLogger('start', 'info');
  try {
    const start = prepare();
    logger = createLogger(start.name, start.env.LOG_LEVEL);
    const app = await createServiceApp(start, logger);
    await assertDatabaseSettings(app.get(Database));
    await app.listen(start.env.PORT, start.env.HOST);
    stopOnSignal(() => app.close(), logger);
    logger.info({ port: start.env.PORT }, 'ready');
  } catch (error) {
    const expected = error instanceof InvalidEnvironmentError || error instanceof UnsafeDatabaseError;
    if (expected) process.stderr.write(`${error.message}\n`);
    else logger.fatal({ err: error }, 'the start failed');
    process.exit(1);
  }
}

/** The Nest application of a service, not yet listening: what tests drive in their own process. */
export async function createServiceApp(
  { name, env, module }: ServiceStart,
  logger: Logger,
): Promise<NestFastifyApplication> {
  startProcessMetrics(name);
  const adapter = new FastifyAdapter({ bodyLimit: bodyBytesMax, forceCloseConnections: 'idle' });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(logger));
  const fastify = adapter.getInstance();
  fastify.addHook('onResponse', (request, reply, done) => {
    httpDuration.observe(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    done();
  });
  // After the body is parsed, so that the caller's context reaches the handler.
  fastify.addHook('preHandler', (request, reply, done) => {
    if (!request.url.startsWith('/internal/')) {
      runWithContext({ correlationId: randomUUID() }, done);
      return;
    }
    const caller = verifyIdentity(request.headers[identityHeader], env.KEEPSAKE_INTERNAL_KEY, Date.now());
    if (!caller) {
      sendProblem(reply, new Refusal('unauthenticated', 'Internal calls carry a signed identity.'), 'en');
      return;
    }
    runWithContext({ correlationId: caller.correlationId, programId: caller.programId }, () => {
      runAsCaller(caller, done);
    });
  });
  await app.init();
  return app;
}
