import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError } from '#kernel/errors';
import { Refusal } from '#contracts/errors/refusals';
import { statusOf } from '#platform/http/problem';
import { LOGGER } from '#platform/telemetry/logger';
import { accepts } from '../edge/accept.js';
import { Authenticator } from '../edge/authenticator.js';
import type { Principal } from '../edge/principal.js';
import { refusalBehind } from '../edge/problem-answer.js';
import { GatewayEnv } from '../gateway.env.js';
import { type AnsweredError, executionError, refusalError, requestErrors } from './execution/answer-errors.js';
import type { GraphqlContext } from './execution/graphql-context.js';
import { requestBytesMax } from './execution/limits.js';
import { PreparedOperations } from './execution/prepared-operations.js';
import { requestOf } from './execution/request-body.js';
import { RequestRefusal } from './execution/request-refusal.js';
import { StoredOperations } from './execution/stored-operations.js';
import { graphiqlPage } from './graphiql-page.js';

const path = '/graphql';
const mediaTypes = ['application/json', 'application/graphql-response+json'];

/** POST /graphql: who asks, what they ask, whether it may run, and the answer. */
@Injectable()
export class GraphqlEndpoint implements OnModuleInit, OnApplicationBootstrap {
  private operations!: PreparedOperations;
  private stored!: StoredOperations;
  private requestNumber = 0;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly schemas: GraphQLSchemaHost,
    private readonly authenticator: Authenticator,
    private readonly env: GatewayEnv,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const fastify = this.fastify();
    fastify.route({
      method: 'POST',
      url: path,
      bodyLimit: requestBytesMax,
      onRequest: (request) => this.admit(request),
      errorHandler: (error, request, reply) => this.refuse(error, request, reply),
      handler: (request, reply) => this.handle(request, reply),
    });
    fastify.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: path,
      errorHandler: (error, request, reply) => this.refuse(error, request, reply),
      onRequest: (_request, reply, done) => {
        reply.header('allow', 'POST');
        done(new Refusal('method_not_allowed', 'This path takes POST.'));
      },
      handler: () => undefined,
    });
    if (this.env.NODE_ENV !== 'production')
      fastify.get('/graphiql', (_request, reply) => reply.type('text/html; charset=utf-8').send(graphiqlPage(path)));
  }

  onApplicationBootstrap(): void {
    const introspection = this.env.NODE_ENV !== 'production';
    this.operations = new PreparedOperations(this.schemas.schema, { introspection });
    this.stored = StoredOperations.read(this.env.KEEPSAKE_STORED_OPERATIONS, this.operations);
  }

  /** Before the body is read. */
  private async admit(request: FastifyRequest): Promise<void> {
    if (!mediaTypes.some((mediaType) => accepts(request.headers.accept, mediaType)))
      throw new Refusal('not_acceptable', `The answer is ${mediaTypes.join(' or ')}.`);
    request.principal = await this.authenticator.authenticate(request.headers.authorization, request.ip);
  }

  private async handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { query, documentId, operationName, variables } = requestOf(request.body);
    const { correlationId, locale } = request;
    const facts = { correlationId, locale };
    const prepared = this.operations.prepare(this.stored.textOf({ query, documentId }), operationName);
    this.operations.check(prepared, variables);
    this.requestNumber += 1;
    const context: GraphqlContext = {
      principal: request.principal as Principal,
      facts,
      requestNumber: this.requestNumber,
    };
    const { data, errors } = await this.fastify().graphql(prepared.source, { ...context }, { ...variables });
    if (!errors) return send(request, reply, 200, { data });
    const answered = errors.map((error) => executionError(error, facts, this.logger));
    return send(request, reply, 200, { data: data ?? null, errors: answered });
  }

  private refuse(thrown: Error, request: FastifyRequest, reply: FastifyReply): void {
    const { correlationId, locale } = request;
    const facts = { correlationId, locale };
    if (thrown instanceof RequestRefusal) {
      void send(request, reply, 400, { errors: requestErrors(thrown.mistakes, facts) });
      return;
    }
    const refusal = refusalBehind(thrown);
    if (refusal instanceof DomainError && statusOf(refusal.code) !== 500) {
      const status = statusOf(refusal.code);
      if (status === 401) void reply.header('www-authenticate', 'Bearer');
      if (refusal.retryAfterSeconds !== undefined) void reply.header('retry-after', String(refusal.retryAfterSeconds));
      void send(request, reply, status, { errors: [refusalError(refusal, facts)] });
      return;
    }
    this.logger.error({ err: thrown, correlationId }, 'unexpected failure');
    const message = 'Something failed on our side; it is recorded under the correlation id.';
    void send(request, reply, 500, { errors: [{ message, extensions: { code: 'internal', correlationId } }] });
  }

  private fastify(): FastifyInstance {
    return this.host.httpAdapter.getInstance<FastifyInstance>();
  }
}

function send(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  body: { readonly data?: unknown; readonly errors?: readonly AnsweredError[] },
): FastifyReply {
  const [json = '', response = ''] = mediaTypes;
  const type = headers.accept?.includes(response) ? response : json;
  return reply.status(status).header('content-type', `${type}; charset=utf-8`).send(JSON.stringify(body));
}
