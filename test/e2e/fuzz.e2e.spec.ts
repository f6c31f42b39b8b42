import fc from 'fast-check';
import { type Dispatcher, Pool } from 'undici';
import { statusByCode } from '#contracts/errors/codes';
import type { Credentials } from '../../scripts/launcher/credentials.js';
import { runConcurrently } from '../../scripts/public-api/run-concurrently.js';
import { readTestCredentials } from './support/platform-under-test.js';
import { type Json, spoilt, valueOf } from './support/schema-arbitrary.js';

type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly body: Schema | undefined;
}

interface Attack {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

const seed = 20_261_121;
const requestsPerOperation = 7;
const atOnce = 8;
const timeoutMs = 120_000;
/** What would tell of our insides: stack frames, SQL, paths of the machine, addresses of databases. */
const leaks =
  /\bat \S+ \(|\.(?:ts|js):\d+|node_modules|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|postgres(?:ql)?:\/\/|ECONN|\/(?:home|root|work|usr|app)\//i;

let credentials: Credentials;
let pool: Pool;
let operations: readonly Operation[];
let schemas: Readonly<Record<string, Schema>>;

beforeAll(async () => {
  credentials = await readTestCredentials();
  pool = new Pool(credentials.baseUrl, { connections: atOnce });
  const response = await pool.request({ method: 'GET', path: '/openapi.json' });
  const document = (await response.body.json()) as Schema & { components: Record<string, Record<string, Schema>> };
  schemas = document.components['schemas'] ?? {};
  operations = operationsOf(document);
});

afterAll(() => pool.close());

describe('the REST API under fire', () => {
  it(
    'answers every request made from its own document, valid or hostile, without a 5xx and without a leak',
    async () => {
      const attacks = operations.flatMap((operation, index) =>
        fc.sample(attackOn(operation), { seed: seed + index, numRuns: requestsPerOperation }),
      );
      expect(attacks.length).toBeGreaterThan(500);
      const findings: string[] = [];
      const statuses = new Set<number>();
      await runConcurrently(attacks, atOnce, async (attack) => {
        const { statusCode, headers, body } = await pool.request(attack);
        const text = await body.text();
        statuses.add(statusCode);
        const finding = findingOf(statusCode, String(headers['content-type'] ?? ''), text);
        if (finding) findings.push(`${finding}: ${describeAttack(attack)} → ${statusCode} ${text.slice(0, 500)}`);
      });
      expect(findings).toEqual([]);
      // A fuzz that only ever meets one wall tests nothing behind it.
      expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 405, 406, 415, 422]));
    },
    timeoutMs,
  );
});

function findingOf(status: number, contentType: string, text: string): string | undefined {
  if (status >= 500) return 'a 5xx';
  if (status < 400) return undefined;
  if (leaks.test(text)) return 'a leak';
  if (!contentType.startsWith('application/problem+json')) return `a refusal as ${contentType}`;
  const { code, status: told } = JSON.parse(text) as { code: keyof typeof statusByCode; status: number };
  if (!(code in statusByCode)) return 'an unknown code';
  return statusByCode[code] === status && told === status ? undefined : 'a code with another status';
}

function operationsOf(document: Schema): Operation[] {
  const paths = document['paths'] as Record<string, Record<string, Schema>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: (operation['parameters'] as Operation['parameters']).filter((parameter) => 'in' in parameter),
      body: bodySchemaOf(operation),
    })),
  );
}

function bodySchemaOf(operation: Schema): Schema | undefined {
  const { content } = (operation['requestBody'] ?? {}) as { content?: Record<string, { schema: Schema }> };
  return content?.['application/json']?.schema;
}

/** One thing at a time: what is wrong in three ways is refused for the first and proves nothing of the others. */
function attackOn(operation: Operation): fc.Arbitrary<Attack> {
  const valid = { method: fc.constant(operation.method), ...validRequest(operation) };
  return fc.oneof(
    { weight: 4, arbitrary: fc.record(valid) },
    { weight: 4, arbitrary: fc.record({ ...valid, body: hostileBodyOf(operation) }) },
    { weight: 2, arbitrary: fc.record({ ...valid, path: hostilePathOf(operation) }) },
    { weight: 2, arbitrary: fc.record({ ...valid, headers: hostileHeaders }) },
    {
      weight: 1,
      arbitrary: fc.record({ ...valid, method: fc.constantFrom<Dispatcher.HttpMethod[]>('PUT', 'OPTIONS') }),
    },
  );
}

function validRequest(operation: Operation): {
  path: fc.Arbitrary<string>;
  headers: fc.Arbitrary<Record<string, string>>;
  body: fc.Arbitrary<string | undefined>;
} {
  const { admin, app, pos, partner } = credentials.keys;
  const takesKey = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
  const headers = fc
    .record({ key: fc.constantFrom(admin, admin, app, pos, partner), id: fc.uuid() })
    .map(({ key, id }) => ({
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...(takesKey && { 'idempotency-key': id }),
    }));
  const body = bodyOf(operation).map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  return { path: pathOf(operation, knownTexts, knownQuery(operation)), headers, body };
}

const knownTexts = fc.constantFrom(
  'card:1',
  'external:x',
  'welcome',
  '01939d2e-0000-7000-8000-000000000001',
  'S01',
  'phone:%2B8613800000000',
);

const hostileTexts = fc.oneof(
  fc.constantFrom('%00', '%', '%E0%A4%A', '..%2f..', '%F0%9F%98%80', "'--", 'x'.repeat(3_000), ':', '%0d%0aX:1', '%ff'),
  fc.string({ minLength: 1, maxLength: 30 }).map((text) => encodeURIComponent(text)),
);

const hostileQueries = fc.constantFrom(
  '',
  'x=1',
  'first=-1',
  'first=1e9',
  'after=forged',
  'first=1&first=2',
  '__proto__=1',
  '%00=%00',
  'after=%ff',
);

function knownQuery({ parameters }: Operation): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  return fc
    .record(Object.fromEntries(known.map(({ name, schema }) => [name, valueOf(schema, {})])), { requiredKeys: [] })
    .map((query) => new URLSearchParams(query as Record<string, string>).toString());
}

function hostilePathOf(operation: Operation): fc.Arbitrary<string> {
  return pathOf(operation, hostileTexts, hostileQueries);
}

function pathOf({ path }: Operation, texts: fc.Arbitrary<string>, query: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const places = [...path.matchAll(/\{\w+\}/g)].length;
  return fc.tuple(fc.array(texts, { minLength: places, maxLength: places }), query).map(([drawn, search]) => {
    let next = 0;
    const filled = path.replaceAll(/\{\w+\}/g, () => drawn[next++] ?? '');
    return search === '' ? filled : `${filled}?${search}`;
  });
}

const json = { 'content-type': 'application/json' };
const hostileHeaders = fc.constantFrom('member', 'altered', 'noise', 'none', 'accept', 'csv', 'key').map((kind) => {
  const { admin, pos } = credentials.keys;
  const headers: Readonly<Record<string, Record<string, string>>> = {
    member: { ...json, authorization: `Bearer ${credentials.memberToken}` },
    altered: { ...json, authorization: `Bearer ${pos}x` },
    noise: { ...json, authorization: 'Bearer a.b.c' },
    none: json,
    accept: { ...json, authorization: `Bearer ${admin}`, accept: 'text/html' },
    csv: { authorization: `Bearer ${admin}`, 'content-type': 'text/csv' },
    key: { ...json, authorization: `Bearer ${admin}`, 'idempotency-key': 'k'.repeat(256) },
  };
  return headers[kind] ?? json;
});

const hostileBodies: readonly (string | Buffer)[] = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"a":1,"a":2}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '['.repeat(10_000),
  '{"a":'.repeat(10_000),
  Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
  '\ufeff{}',
];

function bodyOf({ method, body }: Operation): fc.Arbitrary<Json | undefined> {
  if (method === 'GET') return fc.constant(undefined);
  return body ? valueOf(body, schemas) : fc.constant({});
}

function hostileBodyOf(operation: Operation): fc.Arbitrary<string | Buffer | undefined> {
  if (operation.method === 'GET') return fc.constant(undefined);
  const altered = bodyOf(operation).chain((value) => spoilt(value ?? null));
  return fc.oneof(
    { weight: 3, arbitrary: altered.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileBodies) },
  );
}

function describeAttack({ method, path, body }: Attack): string {
  return `${method} ${path.slice(0, 200)} ${(body ?? '').toString().slice(0, 300)}`;
}
