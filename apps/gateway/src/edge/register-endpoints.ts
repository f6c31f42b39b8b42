import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#contracts/errors/refusals';
import type { Authenticator } from './authenticator.js';
import { type EndpointDefinition, endpointsOf, type Method } from './endpoint.decorator.js';
import { type EndpointHandler, type EndpointPipeline, pipelineOf } from './endpoint-pipeline.js';

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export interface BoundEndpoint {
  readonly definition: EndpointDefinition;
  readonly handler: EndpointHandler;
}

/** The routes of a controller, each bound to it. */
export function boundEndpoints(controller: object): BoundEndpoint[] {
  const methodsOfController = controller as Readonly<Record<string, EndpointHandler>>;
  return endpointsOf(controller.constructor as never).map(({ definition, methodName }) => ({
    definition,
    handler: (request) => methodsOfController[methodName]?.call(controller, request),
  }));
}

/**
 * Registers routes with Fastify itself. Nest makes the controllers and keeps their lifetime; its own router, with guards, pipes
 * and interceptors of its own for each route, would only repeat what the pipeline does from the route's one definition.
 */
export function registerEndpoints(
  fastify: FastifyInstance,
  authenticator: Authenticator,
  endpoints: readonly BoundEndpoint[],
): void {
  for (const { definition, handler } of endpoints) {
    const pipeline: EndpointPipeline = pipelineOf(definition, authenticator, handler);
    fastify.route({
      method: definition.method,
      url: routerPath(definition.path),
      onRequest: (request) => pipeline.admit(request),
      handler: (request, reply) => pipeline.handle(request, reply),
    });
  }
  refuseOtherMethods(
    fastify,
    endpoints.map(({ definition }) => definition),
  );
}

/** A known path with another method is 405 and says which methods there are. */
function refuseOtherMethods(fastify: FastifyInstance, definitions: readonly EndpointDefinition[]): void {
  for (const path of new Set(definitions.map((definition) => definition.path))) {
    const allowed = methods.filter((method) =>
      definitions.some((definition) => definition.method === method && covers(definition.path, path)),
    );
    const refused = [...methods, 'OPTIONS' as const].filter((method) => !allowed.includes(method as Method));
    fastify.route({
      method: [...refused, ...(allowed.includes('GET') ? [] : ['HEAD' as const])],
      url: routerPath(path),
      exposeHeadRoute: false,
      onRequest: (_request: FastifyRequest, reply: FastifyReply, done: (error: Error) => void) => {
        reply.header('allow', allowed.join(', '));
        done(new Refusal('method_not_allowed', `This path takes ${allowed.join(', ')}.`));
      },
      handler: () => undefined,
    });
  }
}

/** Whether requests to `path` reach the route `pattern`: /v1/purchases/{transactionId} covers /v1/purchases/batch. */
function covers(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const others = path.split('/');
  return parts.length === others.length && parts.every((part, index) => part === others[index] || part.startsWith('{'));
}

function routerPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
