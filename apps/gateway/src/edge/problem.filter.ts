import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError } from '#kernel/errors';
import { answerProblem, refusalBehind } from './problem-answer.js';

/** Everything thrown on its way to or out of a handler becomes a problem document; what nobody foresaw is logged with its trace id. */
@Catch()
export class GatewayProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  /** For what Nest itself routes. GraphQL answers in its own form: its errors go back as they are. */
  catch(thrown: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'http') return thrown;
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return undefined;
  }

  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = refusalBehind(thrown as Error);
    if (!(error instanceof DomainError)) {
      const { correlationId } = request;
      this.logger.error({ err: thrown, correlationId, route: request.routeOptions.url }, 'unexpected failure');
    }
    answerProblem(request, reply, error);
  }
}
