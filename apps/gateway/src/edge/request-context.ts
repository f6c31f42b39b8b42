import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from '#kernel/ids';
import { localeOf } from './locale.js';
import type { Principal, RequestFacts } from './principal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** From the caller's X-Correlation-Id, or new; it goes with the work to the last consumer. */
    correlationId: string;
    locale: RequestFacts['locale'];
    /** Null until the credential has been checked, and on routes that need none. */
    principal: Principal | null;
    bodyBytes: number;
  }
}

/** The first hook of every request, GraphQL's included: it gives the request its facts and the answer its fixed headers. */
export function beginRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const given = request.headers['x-correlation-id'];
  const correlationId = typeof given === 'string' ? given.toLowerCase() : '';
  request.correlationId = isUuid(correlationId) ? correlationId : crypto.randomUUID();
  request.locale = localeOf(request.headers['accept-language']);
  // Answers belong to one credential: nothing in between may keep them.
  reply.headers({
    'x-correlation-id': request.correlationId,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  done();
}
