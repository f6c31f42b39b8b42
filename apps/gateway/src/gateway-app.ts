import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { NestLogger } from '#platform/telemetry/logger';
import { registerDocs } from './docs/docs-routes.js';
import { Authenticator } from './edge/authenticator.js';
import { fastifyOptions, prepareFastify } from './edge/fastify-edge.js';
import { registerHealth } from './edge/health-routes.js';
import { GatewayProblemFilter } from './edge/problem.filter.js';
import { boundEndpoints, registerEndpoints } from './edge/register-endpoints.js';
import type { GatewayEnv } from './gateway.env.js';
import { GatewayModule } from './gateway.module.js';
import { notEnabledEndpoints } from './not-enabled.js';
import { restControllers, restDefinitions } from './rest-controllers.js';

/** The gateway, not yet listening: what tests drive in their own process. */
export async function createGatewayApp(env: GatewayEnv, logger: Logger): Promise<NestFastifyApplication> {
  const trustProxy = listOf(env.KEEPSAKE_TRUSTED_PROXIES);
  const adapter = new FastifyAdapter({ ...fastifyOptions, trustProxy: trustProxy.length > 0 && trustProxy });
  const fastify = adapter.getInstance<FastifyInstance>();
  prepareFastify(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.forRoot(env, logger), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const origins = listOf(env.KEEPSAKE_CORS_ORIGINS);
  if (origins.length > 0) app.enableCors({ origin: origins, maxAge: corsMaxAgeSeconds });
  const problems = new GatewayProblemFilter(logger);
  app.useGlobalFilters(problems);
  await fastify.register(async (rest) => {
    rest.setErrorHandler((error, request, reply) => problems.answer(error, request, reply));
    const controllers = restControllers.map((controller) => app.get<object>(controller));
    const notOffered = notEnabledEndpoints.map((definition) => ({ definition, handler: () => undefined }));
    registerEndpoints(rest, app.get(Authenticator), [...controllers.flatMap(boundEndpoints), ...notOffered]);
    registerHealth(rest, env);
    await registerDocs(rest, restDefinitions());
  });
  await app.init();
  return app;
}

const corsMaxAgeSeconds = 600;

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
