import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal } from '#contracts/errors/refusals';
import { problemOf } from '#platform/http/problem';
import { httpDuration } from '#platform/telemetry/metrics';
import { parseJsonBody, bodyBytesMax } from './json-body.js';
import { answerProblem } from './problem-answer.js';
import { readBody } from './read-body.js';
import { beginRequest } from './request-context.js';

const requestMsMax = 30_000;
const keepAliveMs = 75_000;
const parameterLengthMax = 4_096;

/** Fastify's settings for an edge that takes input from strangers. */
export const fastifyOptions = {
  bodyLimit: bodyBytesMax,
  /** A body that drips in: after this long the connection is closed. */
  requestTimeout: requestMsMax,
  keepAliveTimeout: keepAliveMs,
  forceCloseConnections: 'idle' as const,
  return503OnClosing: false,
  routerOptions: { maxParamLength: parameterLengthMax },
  frameworkErrors(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    beginRequest(request, reply, () => undefined);
    const isReference = request.url.startsWith('/v1/members/');
    const detail = 'The path is not well encoded.';
    const isBadUrl = (error as { code?: string }).code === 'FST_ERR_BAD_URL';
    answerProblem(
      request,
      reply,
      isBadUrl
        ? new Refusal(isReference ? 'invalid_reference' : 'malformed', detail)
        : new Refusal('not_found', 'There is nothing at this path.'),
    );
  },
  clientErrorHandler: answerUnreadable,
};

/** The facts of a request, the one body parser, and the time every answer took; for REST and GraphQL alike. */
export function prepareFastify(fastify: FastifyInstance): void {
  fastify.decorateRequest('correlationId', '');
  fastify.decorateRequest('locale', 'en');
  fastify.decorateRequest('principal', null);
  fastify.decorateRequest('bodyBytes', 0);
  fastify.addHook('onRequest', beginRequest);
  fastify.addHook('onResponse', (request, reply, done) => {
    durationOf(request, reply).observe(reply.elapsedTime / 1000);
    done();
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const body = await readBody(payload, request.routeOptions.bodyLimit);
    request.bodyBytes = body.length;
    assertPlainUtf8(request);
    return parseJsonBody(body);
  });
}

function assertPlainUtf8({ headers }: FastifyRequest): void {
  const charset = /;\s*charset=("?)([^";\s]+)\1/i.exec(headers['content-type'] ?? '')?.[2] ?? 'utf-8';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!/^utf-?8$/i.test(charset) || encoding !== 'identity')
    throw new Refusal('unsupported_media_type', 'The body must be plain application/json in UTF-8.');
}

const durations = new Map<string, ReturnType<typeof httpDuration.labels>>();

/** Label look-ups cost more than the observation: each series is found once. */
function durationOf(request: FastifyRequest, reply: FastifyReply): ReturnType<typeof httpDuration.labels> {
  const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
  const series = `${request.method} ${route} ${reply.statusCode}`;
  let duration = durations.get(series);
  if (!duration) {
    duration = httpDuration.labels(request.method, route, String(reply.statusCode));
    durations.set(series, duration);
  }
  return duration;
}

/** What is not HTTP never becomes a request; it gets a problem document all the same. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const problem = problemOf(new Refusal('malformed', 'This is not an HTTP request that can be read.'));
  const body = JSON.stringify({ ...problem, status, title: STATUS_CODES[status] ?? problem.title });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Bad Request'}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
