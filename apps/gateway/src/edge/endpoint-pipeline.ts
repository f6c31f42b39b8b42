import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidField, notEnabled, Refusal } from '#contracts/errors/refusals';
import { type CompiledDto, compileDto } from '#platform/validation/compile-dto';
import { accepts } from './accept.js';
import type { Authenticator } from './authenticator.js';
import { EdgeAnswer, type EdgeRequest, type EndpointDefinition } from './endpoint.decorator.js';
import { idempotencyOf } from './idempotency-key.js';
import { isStorable } from './json-body.js';
import { callerOf, gatewayCaller, type Principal, type Scope } from './principal.js';

const largeBodyBytes = 64 * 1024;
const parameterLengthMax = 512;
const jsonType = 'application/json; charset=utf-8';
const noProgram = '00000000-0000-0000-0000-000000000000';

/** Of a route without parameters or body: nothing is known, so everything is unknown. */
class NothingDto {
  readonly nothing?: never;
}

export type EndpointHandler = (request: EdgeRequest) => unknown;

export interface EndpointPipeline {
  admit(request: FastifyRequest): Promise<void>;
  handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

/** What happens to a request of one route: who it is, whether they may, what they sent, the handler, the answer. */
export function pipelineOf(
  definition: EndpointDefinition,
  authenticator: Authenticator,
  handler: EndpointHandler,
): EndpointPipeline {
  const query = compileDto(definition.query ?? NothingDto, { coerce: true });
  const body = bodyCheckOf(definition);
  const answerOf = async (handle: EndpointHandler, request: EdgeRequest, address: string): Promise<unknown> => {
    if (definition.scopes !== 'anyone') return handle(request);
    try {
      return await handle(request);
    } catch (error) {
      await authenticator.refusedStranger(error, address);
      throw error;
    }
  };
  const plainStatus = Number(Object.keys(definition.answers)[0] ?? 200);
  return {
    /** Before the body is read: a stranger's eight megabytes are not parsed. */
    async admit(request) {
      if (!accepts(request.headers.accept, 'application/json'))
        throw new Refusal('not_acceptable', 'The answer is application/json.');
      if (definition.scopes === 'anyone') await authenticator.admitStranger(request.ip);
      else {
        request.principal = await authenticator.authenticate(request.headers.authorization, request.ip);
        assertMayCall(request.principal, definition, definition.scopes);
      }
      if (definition.notEnabled !== undefined) throw notEnabled(definition.notEnabled);
    },
    async handle(request, reply) {
      const params = checkedParameters(request.params as Readonly<Record<string, string>>);
      const edgeRequest: EdgeRequest = {
        caller: request.principal ? callerOf(request.principal, request) : gatewayCaller(noProgram, factsOf(request)),
        principal: request.principal as Principal,
        params,
        query: checkedQuery(query, request.query as Readonly<Record<string, unknown>>),
        body: body(request),
        headers: request.headers,
        idempotency: idempotencyOf(definition, keyOf(request), params, request.body),
        isLarge: request.bodyBytes > largeBodyBytes,
      };
      const result = await answerOf(handler, edgeRequest, request.ip);
      const answer = result instanceof EdgeAnswer ? result : new EdgeAnswer(plainStatus, result);
      reply.status(answer.status).headers(answer.headers);
      if (answer.status === 204) return reply.send();
      const type = answer.status < 400 ? jsonType : 'application/problem+json; charset=utf-8';
      return reply.header('content-type', type).send(JSON.stringify(answer.body));
    },
  };
}

function assertMayCall(
  { actor, programWide }: Principal,
  { programWidePartners }: EndpointDefinition,
  scopes: readonly Scope[],
): void {
  const isGranted = programWidePartners === true && actor.scope === 'partner' && programWide;
  if (!isGranted && !scopes.includes(actor.scope))
    throw new Refusal('forbidden', `This needs a credential of scope ${scopes.join(' or ')}.`);
}

function factsOf({ correlationId, locale }: FastifyRequest): Pick<FastifyRequest, 'correlationId' | 'locale'> {
  return { correlationId, locale };
}

function bodyCheckOf({
  body,
  anyBody,
  optionalBody,
  method,
}: EndpointDefinition): (request: FastifyRequest) => unknown {
  if (method === 'GET') return () => undefined;
  if (anyBody) return anyObject;
  const check = compileDto(body ?? NothingDto);
  return (request) => {
    if (request.body === undefined && (!body || optionalBody)) return body && {};
    assertBody(request);
    return check.check(request.body, request.bodyBytes > largeBodyBytes);
  };
}

function anyObject(request: FastifyRequest): unknown {
  assertBody(request);
  if (typeof request.body !== 'object' || request.body === null || Array.isArray(request.body))
    throw invalidField('invalid_value', '', 'The body must be an object.');
  return request.body;
}

function assertBody(request: FastifyRequest): void {
  if (request.body === undefined) throw new Refusal('malformed', 'The body is missing.');
}

function checkedParameters(params: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(params)) {
    if (value !== '' && value.length <= parameterLengthMax && isStorable(value)) continue;
    throw invalidField(
      name === 'ref' ? 'invalid_reference' : 'invalid_value',
      name,
      `${name} in the path is not valid.`,
    );
  }
  return params;
}

function checkedQuery(check: CompiledDto<object>, given: Readonly<Record<string, unknown>>): object {
  const query = { ...given };
  for (const [name, value] of Object.entries(query))
    if (typeof value === 'string' && !isStorable(value))
      throw invalidField('invalid_value', `/${name}`, `${name} holds a character that is not allowed.`);
  return check.check(query);
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  return Array.isArray(key) ? key.join(', ') : key;
}
