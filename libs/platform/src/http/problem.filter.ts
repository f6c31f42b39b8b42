import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError } from '#kernel/errors';
import { Refusal } from '#contracts/errors/refusals';
import type { ErrorCode } from '#contracts/errors/codes';
import type { Caller } from '#contracts/internal/call';
import { currentContext } from '../telemetry/context.js';
import { problemOf } from './problem.js';

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  413: 'too_large',
  415: 'unsupported_media_type',
};

/** Everything thrown below a handler becomes a problem document; what nobody foresaw is logged with its trace id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const error = asRefusal(thrown);
    if (!(error instanceof DomainError))
      this.logger.error({ err: thrown, route: request.routeOptions.url }, 'unexpected failure');
    sendProblem(http.getResponse<FastifyReply>(), error, 'en');
  }
}

/** Nest's and Fastify's own errors (bad JSON, unknown route, body too large) in the public vocabulary. */
export function asRefusal(thrown: unknown): unknown {
  if (thrown instanceof DomainError) return thrown;
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: number } | null)?.statusCode;
  const code = status === undefined ? undefined : codeByStatus[status];
  return code ? new Refusal(code, detailByCode[code] ?? 'The request cannot be taken.') : thrown;
}

const detailByCode: Readonly<Partial<Record<ErrorCode, string>>> = {
  malformed: 'The body is not valid JSON.',
  not_found: 'There is nothing at this path.',
  too_large: 'The body is too large.',
  unsupported_media_type: 'The body must be application/json.',
};

export function sendProblem(reply: FastifyReply, error: unknown, locale: Caller['locale']): void {
  const problem = problemOf(error, locale, currentContext()?.correlationId);
  if (error instanceof DomainError && error.retryAfterSeconds !== undefined)
    void reply.header('retry-after', String(error.retryAfterSeconds));
  void reply.status(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
}
