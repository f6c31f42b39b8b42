import { postPurchases } from '#contracts/internal/points';
import {
  answerPurchases,
  bearer,
  type GatewayWorld,
  memberId,
  programId,
  purchaseBody,
  startGateway,
} from '../../../../test/worlds/gateway-world.js';
import { MemberTokens } from './member-tokens.js';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGateway();
});

afterAll(() => world.stop());

beforeEach(() => {
  world.services.calls.length = 0;
  answerPurchases(world.services);
});

describe('credentials', () => {
  it.each([
    ['none', undefined, 401, 'unauthenticated'],
    ['another scheme', 'Basic eDp5', 401, 'unauthenticated'],
    ['an unknown key', 'Bearer ks_nobody.secret', 401, 'unauthenticated'],
    ['noise', 'Bearer noise', 401, 'unauthenticated'],
    ['a forged token', 'Bearer eyJhbGciOiJub25lIn0.e30.', 401, 'token_invalid'],
    ['a key of another scope', 'Bearer ks_partner.secret', 403, 'forbidden'],
  ])('%s: %s is %d %s', async (_case, authorization, status, code) => {
    const { body, headers } = await world
      .http()
      .post('/v1/purchases')
      .set(authorization === undefined ? {} : { authorization })
      .send('{')
      .expect(status);
    expect(body.code).toBe(code);
    expect(headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  it('keeps members out of what is for tills, and tells an old token from a wrong one', async () => {
    const tokens = world.app.get(MemberTokens);
    const fresh = await tokens.sign({ programId, memberId }, 60);
    const old = await tokens.sign({ programId, memberId }, -60);
    const code = async (token: string) =>
      (
        await world
          .http()
          .post('/v1/purchases')
          .set({ authorization: `Bearer ${token}` })
          .send(purchaseBody)
      ).body.code;
    expect([await code(fresh), await code(old), await code(`${fresh}x`)]).toEqual([
      'forbidden',
      'token_expired',
      'token_invalid',
    ]);
  });
});

describe('hostile and mistaken requests', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    world
      .http()
      .post('/v1/purchases')
      .set({ ...bearer('pos'), 'content-type': 'application/json', ...headers })
      .send(body);
  const json = JSON.stringify(purchaseBody);

  it.each([
    ['no JSON', '{', 400, 'malformed'],
    ['nothing', '', 400, 'malformed'],
    ['deep nesting', '['.repeat(10_000), 400, 'malformed'],
    ['deep nesting that ends', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400, 'malformed'],
    ['a name twice', json.replace('{', '{"totalMinor":1,'), 400, 'malformed'],
    ['an unknown field', json.replace('{', '{"color":1,'), 400, 'unknown_field'],
    ['__proto__', json.replace('{', '{"__proto__":{"isAdmin":true},'), 400, 'unknown_field'],
    ['__proto__ inside', json.replace('[{', '[{"__proto__":{},'), 400, 'unknown_field'],
    ['constructor', json.replace('{', '{"constructor":{"prototype":{}},'), 400, 'unknown_field'],
    ['a NUL', json.replace('T-1', 'T\\u0000'), 400, 'invalid_value'],
    ['a lone surrogate', json.replace('T-1', 'T\\ud800'), 400, 'invalid_value'],
    ['a text for a number', json.replace('25900', '"25900"'), 400, 'invalid_value'],
    ['a list', '[]', 400, 'invalid_value'],
    ['a date that does not exist', json.replace('11-21', '02-30'), 400, 'invalid_value'],
    ['a quantity of zero', json.replace('"quantity":1', '"quantity":0'), 400, 'invalid_value'],
    ['a negative quantity', json.replace('"quantity":1', '"quantity":-1'), 400, 'invalid_value'],
    ['a huge number', json.replace('25900', '1e400'), 400, 'invalid_value'],
  ])('%s is refused: %.40s', async (_case, body, status, code) => {
    const answer = await post(body).expect(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ code, status });
    expect(world.services.callsOf(postPurchases)).toHaveLength(0);
  });

  it('names the field that is wrong', async () => {
    const { body } = await post(json.replace('"quantity":1', '"quantity":-1'));
    expect(body.errors).toEqual([
      { pointer: '/items/0/quantity', code: 'invalid_value', detail: 'items[0].quantity must be at least 0.001.' },
    ]);
  });

  it('refuses a body beyond 8 MiB and takes one of just that', async () => {
    const padded = (bytes: number) => json.padEnd(bytes, ' ');
    await post(padded(8 * 1024 * 1024)).expect(201);
    expect((await post(padded(8 * 1024 * 1024 + 1)).expect(413)).body.code).toBe('too_large');
  });

  it.each([
    ['text', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['latin-1', { 'content-type': 'application/json; charset=latin1' }, 415, 'unsupported_media_type'],
    ['compressed', { 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
    ['xml wanted', { accept: 'application/xml' }, 406, 'not_acceptable'],
    ['json refused', { accept: '*/*, application/json;q=0' }, 406, 'not_acceptable'],
    ['anything wanted', { accept: 'text/html, */*;q=0.1' }, 201, undefined],
    ['a key of 256 characters', { 'idempotency-key': 'k'.repeat(256) }, 400, 'invalid_value'],
    ['an empty key', { 'idempotency-key': '' }, 400, 'invalid_value'],
  ])('%s: %j is %d %s', async (_case, headers, status, code) => {
    expect((await post(json, headers as unknown as Record<string, string>).expect(status)).body.code).toBe(code);
  });

  it.each([
    ['GET', '/v1/purchases', 405, 'method_not_allowed'],
    ['DELETE', '/v1/purchases/T-1', 405, 'method_not_allowed'],
    ['GET', '/v1/nothing', 404, 'not_found'],
    ['GET', '/V1/purchases/T-1', 404, 'not_found'],
    ['GET', '/v1/members/%E0%A4%A', 400, 'invalid_reference'],
    ['GET', '/v1/members/%00', 400, 'invalid_reference'],
    ['GET', '/v1/purchases/T-1?verbose=1', 400, 'unknown_field'],
    ['GET', '/v1/members/card:1/points/entries?first=201', 400, 'invalid_value'],
    ['GET', '/v1/members/card:1/points/entries?first=x', 400, 'invalid_value'],
    ['GET', '/v1/members/card:1/points/entries?first=1&first=2', 400, 'invalid_value'],
    ['POST', '/v1/rewards/R-1/redeem', 422, 'not_enabled'],
    ['POST', '/v1/points/adjustments', 403, 'forbidden'],
    ['POST', '/v1/purchases/T-1/claim', 400, 'idempotency_key_required'],
  ])('%s %s is %d %s', async (method, path, status, code) => {
    const claim = { claimCode: 'c', member: 'card:1' };
    const send = world.http()[method.toLowerCase() as 'get'](path).set(bearer('pos'));
    const answer = await (path.endsWith('claim') ? send.send(claim) : send).expect(status);
    expect(answer.body.code).toBe(code);
    if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/);
  });

  it('speaks Chinese where asked', async () => {
    const { body } = await post('{', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
    expect(body).toMatchObject({ title: '请求有误', detail: '请求体无法解析。' });
  });

  it('returns the correlation id it was given, or a new one', async () => {
    const given = '01939d2e-0000-7000-8000-00000000000a';
    const answer = await post(json, { 'x-correlation-id': given });
    expect(answer.headers).toMatchObject({
      'x-correlation-id': given,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(world.services.callsOf(postPurchases)[0]?.body.postings[0]?.correlationId).toBe(given);
    expect((await post(json, { 'x-correlation-id': 'x' })).headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('documents', () => {
  it('serves the API document, its page and nothing else of the package', async () => {
    const { body } = await world.http().get('/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect((await world.http().get('/docs').expect(200)).text).toContain('/docs/swagger-ui-bundle.js');
    await world.http().get('/docs/swagger-ui-bundle.js').expect(200);
    await world.http().get('/docs/package.json').expect(404);
  });

  it('is ready when what a till needs answers', async () => {
    await world.http().get('/health/live').expect(200);
    await world.http().get('/health/ready').expect(200);
    expect((await world.http().get('/metrics').expect(200)).text).toContain('keepsake_http_request_duration_seconds');
  });
});
