import { randomUUID } from 'node:crypto';
import type { Credentials } from '../../scripts/launcher/credentials.js';
import { eventually } from './support/eventually.js';
import { type Answer, Caller, readTestCredentials } from './support/platform-under-test.js';
import { receipt } from './support/receipts.js';

let credentials: Credentials;
let till: Caller;
let operator: Caller;
let card: string;

beforeAll(async () => {
  credentials = await readTestCredentials();
  till = new Caller(credentials.baseUrl, credentials.keys.pos);
  operator = new Caller(credentials.baseUrl, credentials.keys.admin);
  card = `HOSTILE-${randomUUID()}`;
  expect((await till.post('/v1/members', { card, channel: 'pos' })).status).toBe(201);
});

/** Posts a body as it is, and proves that nothing was recorded. */
async function refusedRaw(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  const before = await available();
  const response = await fetch(`${credentials.baseUrl}/v1/purchases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.keys.pos}`, 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
  const answer = { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body.status).toBe(response.status);
  expect(await available()).toBe(before);
  return answer;
}

async function available(): Promise<number> {
  return (await till.get(`/v1/members/card:${card}/points`)).body.available;
}

const purchase = (overrides: object = {}) => receipt({ member: `card:${card}`, ...overrides });
const line = { line: 1, sku: 'A', quantity: 1, unitPriceMinor: 100 };
const oneLine = (overrides: object) => purchase({ totalMinor: 100, items: [{ ...line, ...overrides }] });

describe('what bad input gets', () => {
  it.each<[string, () => string | Buffer, number, string, string]>([
    ['malformed JSON', () => '{"transactionId":', 400, 'malformed', ''],
    ['an empty body', () => '', 400, 'malformed', ''],
    ['bytes that are no UTF-8', () => Buffer.from([0x7b, 0xff, 0x7d]), 400, 'malformed', ''],
    ['10,000-deep nesting', () => `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400, 'malformed', ''],
    [
      '10,000-deep nesting in a field',
      () => `{"metadata":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_001)}`,
      400,
      'malformed',
      '',
    ],
    ['a name twice', () => JSON.stringify(purchase()).replace('{', '{"totalMinor":1,'), 400, 'malformed', ''],
    ['an oversized body', () => JSON.stringify(purchase()).padEnd(8 * 1024 * 1024 + 1), 413, 'too_large', ''],
    ['an unknown field', () => JSON.stringify(purchase({ colour: 'red' })), 400, 'unknown_field', '/colour'],
    [
      'an unknown field of a line',
      () => JSON.stringify(oneLine({ colour: 1 })),
      400,
      'unknown_field',
      '/items/0/colour',
    ],
    [
      '__proto__',
      () => JSON.stringify(purchase()).replace('{', '{"__proto__":{"settled":true},'),
      400,
      'unknown_field',
      '',
    ],
    [
      'a text for an amount',
      () => JSON.stringify(purchase({ totalMinor: '25900' })),
      400,
      'invalid_value',
      '/totalMinor',
    ],
    ['a broken amount', () => JSON.stringify(purchase({ totalMinor: 1.5 })), 400, 'invalid_value', '/totalMinor'],
    ['a list for a body', () => '[]', 400, 'invalid_value', ''],
    ['no lines', () => JSON.stringify(purchase({ items: [] })), 400, 'invalid_value', '/items'],
    [
      '5,001 lines',
      () => JSON.stringify(purchase({ items: Array.from({ length: 5_001 }, () => line) })),
      400,
      'invalid_value',
      '/items',
    ],
    ['a NUL', () => JSON.stringify(purchase({ tillId: 'a\u0000' })), 400, 'invalid_value', '/tillId'],
    ['a lone surrogate', () => JSON.stringify(purchase({ tillId: 'a\ud83d' })), 400, 'invalid_value', '/tillId'],
    ['a quantity of zero', () => JSON.stringify(oneLine({ quantity: 0 })), 400, 'invalid_value', '/items/0/quantity'],
    ['a negative quantity', () => JSON.stringify(oneLine({ quantity: -1 })), 400, 'invalid_value', '/items/0/quantity'],
    [
      'a negative price',
      () => JSON.stringify(oneLine({ unitPriceMinor: -1 })),
      400,
      'invalid_value',
      '/items/0/unitPriceMinor',
    ],
    [
      'an impossible date',
      () => JSON.stringify(purchase({ occurredAt: '2026-02-30T10:00:00Z' })),
      400,
      'invalid_value',
      '/occurredAt',
    ],
    [
      'a time without zone',
      () => JSON.stringify(purchase({ occurredAt: '2026-02-20T10:00:00' })),
      400,
      'invalid_value',
      '/occurredAt',
    ],
    [
      'a future date',
      () => JSON.stringify(purchase({ occurredAt: '2099-01-01T00:00:00Z' })),
      422,
      'occurred_at_out_of_range',
      '/occurredAt',
    ],
    [
      'a date before 1970',
      () => JSON.stringify(purchase({ occurredAt: '1969-12-31T23:59:59Z' })),
      422,
      'occurred_at_out_of_range',
      '/occurredAt',
    ],
    [
      'a total that does not add up',
      () => JSON.stringify(purchase({ totalMinor: 25_901 })),
      422,
      'total_mismatch',
      '/totalMinor',
    ],
    ['an unknown currency', () => JSON.stringify(purchase({ currency: 'ZZZ' })), 422, 'unknown_currency', '/currency'],
    ['XXX as a currency', () => JSON.stringify(purchase({ currency: 'XXX' })), 422, 'unknown_currency', '/currency'],
    [
      'a reference of no kind',
      () => JSON.stringify(purchase({ member: 'nobody' })),
      400,
      'invalid_reference',
      '/member',
    ],
    [
      'a member who is not there',
      () => JSON.stringify(purchase({ member: 'card:none' })),
      422,
      'member_not_found',
      '/member',
    ],
    [
      'more points than there are',
      () => JSON.stringify(purchase({ redeem: { points: 1 } })),
      409,
      'insufficient_points',
      '',
    ],
  ])('%s', async (_case, body, status, code, pointer) => {
    const answer = await refusedRaw(body());
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (pointer !== '') expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('another content type, and an answer nobody can give', async () => {
    const body = JSON.stringify(purchase());
    expect((await refusedRaw(body, { 'content-type': 'text/plain' })).body.code).toBe('unsupported_media_type');
    expect((await refusedRaw(body, { accept: 'image/png' })).body.code).toBe('not_acceptable');
  });

  it('a refused post leaves its id free', async () => {
    const wrong = purchase({ totalMinor: 1 });
    expect((await till.post('/v1/purchases', wrong)).status).toBe(422);
    expect((await till.get(`/v1/purchases/${wrong['transactionId'] as string}`)).status).toBe(404);
    expect((await till.post('/v1/purchases', { ...wrong, totalMinor: 25_900 })).status).toBe(201);
  });

  it('two receipts with one id', async () => {
    const first = purchase();
    await till.post('/v1/purchases', first);
    const other = await till.post('/v1/purchases', { ...first, tillId: '4' });
    expect([other.status, other.body.code]).toEqual([409, 'transaction_conflict']);
    const elsewhere = await till.post('/v1/purchases', { ...first, member: 'card:none' });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([409, 'transaction_conflict']);
  });

  it('a key that is reused, missing or too long', async () => {
    const key = randomUUID();
    const first = purchase();
    expect((await till.postOnce('/v1/purchases', first, key)).status).toBe(201);
    const again = await till.postOnce('/v1/purchases', first, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect((await till.postOnce('/v1/purchases', purchase(), key)).body.code).toBe('idempotency_key_reused');
    expect((await till.postOnce('/v1/purchases', purchase(), 'k'.repeat(256))).body.code).toBe('invalid_value');
    const claim = { claimCode: 'x', member: `card:${card}` };
    expect((await till.post('/v1/purchases/none/claim', claim)).body.code).toBe('idempotency_key_required');
  });

  it('wrong scope, no credential, a forged one', async () => {
    const partner = new Caller(credentials.baseUrl, credentials.keys.partner);
    const member = new Caller(credentials.baseUrl, credentials.memberToken);
    expect((await partner.post('/v1/purchases', purchase())).body.code).toBe('forbidden');
    expect((await member.post('/v1/purchases', purchase())).body.code).toBe('forbidden');
    expect((await till.post('/v1/api-clients', { name: 'mine', scope: 'admin' })).body.code).toBe('forbidden');
    const [head, body] = credentials.memberToken.split('.') as [string, string];
    const forged = new Caller(credentials.baseUrl, `${head}.${body}.AAAA`);
    expect((await forged.get('/v1/event-types')).body.code).toBe('token_invalid');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    expect((await new Caller(credentials.baseUrl, `${unsigned}.${body}.`).get('/v1/event-types')).status).toBe(401);
    const nobody = new Caller(credentials.baseUrl, `${credentials.keys.pos}x`);
    expect((await nobody.post('/v1/purchases', purchase())).body.code).toBe('unauthenticated');
  });

  it('a till of another store', async () => {
    const { body } = await operator.post('/v1/api-clients', { name: 'till S77', scope: 'pos', storeId: 'S77' });
    const bound = new Caller(credentials.baseUrl, body.key);
    expect((await bound.post('/v1/purchases', purchase({ storeId: 'S01' }))).body.code).toBe('forbidden');
    const own = await bound.post('/v1/purchases', purchase({ storeId: undefined }));
    expect(own.status).toBe(201);
    expect((await till.get(`/v1/purchases/${own.body.transactionId as string}`)).body.storeId).toBe('S77');
  });

  it('a revoked key opens nothing after a second', async () => {
    const { body } = await operator.post('/v1/api-clients', { name: 'to be revoked', scope: 'pos' });
    const revoked = new Caller(credentials.baseUrl, body.key);
    expect((await revoked.post('/v1/purchases', purchase())).status).toBe(201);
    expect((await operator.delete(`/v1/api-clients/${body.id as string}`)).status).toBe(200);
    await eventually(async () => expect((await revoked.post('/v1/purchases', purchase())).status).toBe(401), 1_000);
  });

  it('another programme’s member and data look as if they were not there', async () => {
    const code = `p-${randomUUID().slice(0, 8)}`;
    const program = { code, name: 'Other', currency: 'EUR', timeZone: 'Europe/Berlin' };
    const { body } = await operator.post('/v1/programs', program);
    const other = new Caller(credentials.baseUrl, body.keys.admin);
    const mine = purchase();
    await till.post('/v1/purchases', mine);
    expect((await other.get(`/v1/members/${credentials.memberId}`)).body.code).toBe('not_found');
    expect((await other.get(`/v1/purchases/${mine['transactionId'] as string}`)).body.code).toBe('not_found');
    const stolen = await other.post('/v1/purchases', purchase({ member: credentials.memberId, currency: 'EUR' }));
    expect([stolen.status, stolen.body.code]).toEqual([422, 'member_not_found']);
    expect((await other.post('/v1/programs', program)).body.code).toBe('identifier_in_use');
  });

  it('a forged cursor, a page too large, an unknown parameter', async () => {
    const entries = `/v1/members/card:${card}/points/entries`;
    for (const [query, error] of [
      ['after=forged', 'invalid_value'],
      ['after=WzFd.AAAA', 'invalid_value'],
      ['first=201', 'invalid_value'],
      ['first=0', 'invalid_value'],
      ['limit=1', 'unknown_field'],
    ] as const)
      expect((await till.get(`${entries}?${query}`)).body.code).toBe(error);
    await till.post('/v1/purchases', purchase());
    await till.post('/v1/purchases', purchase());
    const { body } = await till.get(`${entries}?first=1`);
    const { endCursor } = body.pageInfo;
    expect((await till.get(`${entries}?first=1&after=${endCursor as string}`)).status).toBe(200);
    const lots = `/v1/members/card:${card}/points/lots?after=${endCursor as string}`;
    expect((await till.get(lots)).body.code).toBe('invalid_value');
  });

  it('references and paths that cannot be read', async () => {
    for (const path of ['/v1/members/%E0%A4%A', '/v1/members/%00', '/v1/members/nobody', '/v1/members/phone:123'])
      expect([path, (await till.get(path)).body.code]).toEqual([path, 'invalid_reference']);
    expect((await till.get('/v1/nothing')).body.code).toBe('not_found');
    const wrongMethod = await till.delete('/v1/purchases');
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('expensive and hostile GraphQL', async () => {
    const member = new Caller(credentials.baseUrl, credentials.memberToken);
    const hostile: Readonly<Record<string, string>> = {
      'a syntax error': '{ me {',
      'an unknown field': '{ me { password } }',
      'too many aliases': `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: me { id }`).join(' ')} }`,
      'too many tokens': `{ me { ${'id '.repeat(2_100)} } }`,
      'too deep': `{ me { ${'points { lots { edges { node { '.repeat(4)}id${' }'.repeat(16)} } }`,
      'too large': `{ me { id } } # ${'x'.repeat(101_000)}`,
    };
    for (const [name, query] of Object.entries(hostile)) {
      const { status, body } = await member.query(query);
      const code = body.errors?.[0]?.extensions?.code ?? body.code;
      expect([name, status < 500, typeof code]).toEqual([name, true, 'string']);
      expect(body.data?.me ?? null).toBeNull();
    }
  });
});
