import { type ErrorCode, statusByCode } from '#contracts/errors/codes';
import { type DtoClass, type JsonSchema, schemaOfDto } from '#platform/validation/dto-schema';
import type { EndpointDefinition } from '../edge/endpoint.decorator.js';

type Schemas = Record<string, JsonSchema>;

/** Refusals that any route may answer, by what the route has. */
const everywhere: readonly ErrorCode[] = ['not_acceptable', 'rate_limited', 'unavailable', 'internal'];
const withCredential: readonly ErrorCode[] = ['unauthenticated', 'token_expired', 'token_invalid', 'forbidden'];
const withBody: readonly ErrorCode[] = [
  'malformed',
  'unknown_field',
  'invalid_value',
  'too_large',
  'unsupported_media_type',
];
const withInput: readonly ErrorCode[] = ['unknown_field', 'invalid_value'];

/** OpenAPI 3.1 of the REST API, from the definitions that the routes are registered by and the DTO classes they check with. */
export function openApiDocument(definitions: readonly EndpointDefinition[]): JsonSchema {
  const schemas: Schemas = { Problem: problemSchema };
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const definition of definitions) {
    const path = (paths[definition.path] ??= {});
    path[definition.method.toLowerCase()] = operationOf(definition, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keepsake',
      version: '1',
      description: 'Membership and loyalty for retailers. Refusals are RFC 9457 problem documents with a stable code.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(definitions.map(({ path }) => tagOf(path)))].map((name) => ({ name })),
    paths,
    components: {
      parameters: headers,
      responses: { Refusal: refusal },
      schemas: Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1))),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: ks_<keyId>.<secret>.' },
      },
    },
  };
}

function operationOf(definition: EndpointDefinition, schemas: Schemas): JsonSchema {
  const { summary, scopes, body, anyBody, notEnabled } = definition;
  const partners = definition.programWidePartners ? ', partners with a programme-wide grant' : '';
  return {
    operationId: operationIdOf(definition),
    summary,
    tags: [tagOf(definition.path)],
    ...(scopes === 'anyone'
      ? { security: [] }
      : { description: `Scopes: ${scopes.join(', ')}${partners}.`, security: [{ apiKey: [] }] }),
    parameters: parametersOf(definition),
    ...(body && { requestBody: jsonBody(reference(body, schemas)) }),
    ...(anyBody && { requestBody: jsonBody({ type: 'object' }) }),
    responses: { ...successesOf(definition), ...refusalsOf(definition) },
    ...(notEnabled !== undefined && { 'x-not-enabled': true }),
  };
}

function parametersOf({ path, query, method, idempotency }: EndpointDefinition): JsonSchema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
    ...(name === 'ref' && { description: 'An id, card:…, phone:…, email:…, external:… or code:…, URL-encoded.' }),
  }));
  const properties = query ? (schemaOfDto(query).properties as Record<string, JsonSchema>) : {};
  const inQuery = Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
  const takesKey = method !== 'GET' && (idempotency === 'required' || idempotency === 'optional');
  return [...inPath, ...inQuery, ...(takesKey ? [keyParameter(idempotency === 'required')] : []), ...headerReferences];
}

const headers: Readonly<Record<string, JsonSchema>> = {
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    schema: { type: 'string' },
    description: 'en or zh.',
  },
  CorrelationId: {
    name: 'X-Correlation-Id',
    in: 'header',
    required: false,
    schema: { type: 'string', format: 'uuid' },
    description: 'Yours, or a new one; the answer carries it.',
  },
};
const headerReferences = Object.keys(headers).map((name) => ({ $ref: `#/components/parameters/${name}` }));

const refusal: JsonSchema = {
  description: 'A refusal; its code is one of those named where it is used.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function keyParameter(required: boolean): JsonSchema {
  return { name: 'Idempotency-Key', in: 'header', required, schema: { type: 'string', minLength: 1, maxLength: 255 } };
}

function jsonBody(schema: JsonSchema): JsonSchema {
  return { required: true, content: { 'application/json': { schema } } };
}

function reference(Dto: DtoClass, schemas: Schemas): JsonSchema {
  if (!schemas[Dto.name]) {
    schemas[Dto.name] = {};
    schemas[Dto.name] = schemaOfDto(Dto, (Nested) => reference(Nested, schemas));
  }
  return { $ref: `#/components/schemas/${Dto.name}` };
}

function successesOf({ answers }: EndpointDefinition): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, description]) => [
      status,
      status === '204'
        ? { description }
        : { description, content: { 'application/json': { schema: { type: 'object' } } } },
    ]),
  );
}

function refusalsOf(definition: EndpointDefinition): Record<string, JsonSchema> {
  const byStatus = new Map<number, Set<string>>();
  for (const code of codesOf(definition)) {
    const status = statusByCode[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, codes]) => [
        String(status),
        { $ref: '#/components/responses/Refusal', description: [...codes].join(', ') },
      ]),
  );
}

function codesOf({ scopes, method, body, anyBody, refuses, notEnabled, idempotency }: EndpointDefinition): ErrorCode[] {
  return [
    ...(notEnabled === undefined
      ? body || anyBody || method !== 'GET'
        ? withBody
        : withInput
      : ['not_enabled' as const]),
    ...(idempotency === 'required' ? ['idempotency_key_required' as const] : []),
    ...(scopes === 'anyone' ? [] : withCredential),
    ...(refuses ?? []),
    ...everywhere,
  ];
}

/** GET /v1/members/{ref}/points → getMembersByRefPoints: stable, because clients are generated from it. */
function operationIdOf({ method, path }: EndpointDefinition): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const name = words.map((word) => (word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : capital(word)));
  return `${method.toLowerCase()}${name.join('')}`;
}

function capital(word: string): string {
  return word
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

function tagOf(path: string): string {
  return path.split('/')[2] ?? '';
}

const text = { type: 'string' };
const problemSchema: JsonSchema = {
  type: 'object',
  description: 'RFC 9457. Extra members carry the facts of the refusal.',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: text,
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(statusByCode) },
    detail: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: text, code: text, detail: text },
        required: ['pointer', 'code', 'detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
};
