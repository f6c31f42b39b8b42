import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import request from 'supertest';
import { releaseCoupons, reserveCoupons } from '#contracts/internal/benefits';
import { type ResolvedMember, resolveMembers } from '#contracts/internal/members';
import { verifyKey } from '#contracts/internal/partners';
import type { ItemResult, Replayable } from '#contracts/internal/call';
import type { SpendingAnswer } from '#contracts/public/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { postPurchaseOnce, postPurchases } from '#contracts/internal/points';
import { openCheckout, postSpending, releaseCheckout } from '#contracts/internal/spending';
import { FakeServices } from '#testing/fake-services';
import { createGatewayApp } from './gateway-app.js';
import { GatewayEnv } from './gateway.env.js';
import { MemberTokens } from './edge/member-tokens.js';

/** Building the GraphQL schema takes a moment where many tests run beside. */
const startMsMax = 60_000;
const programId = '01939d2e-0000-7000-8000-000000000001';
const memberId = '01939d2e-0000-7000-8000-000000000002';
const internalKey = 'i'.repeat(32);
const purchase = {
  transactionId: 'T-1',
  storeId: 'S01',
  member: 'card:6220001',
  occurredAt: '2026-11-21T10:15:00+08:00',
  currency: 'CNY',
  totalMinor: 25_900,
  items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 25_900 }],
};
const anonymous = Object.fromEntries(Object.entries(purchase).filter(([name]) => name !== 'member'));

let services: FakeServices;
let app: NestFastifyApplication;

const http = () => request(app.getHttpServer());
const as = (key: string) => ({ authorization: `Bearer ks_${key}.secret` });

beforeAll(async () => {
  services = await FakeServices.start(internalKey);
  services.on(verifyKey, ({ keyId }) => {
    const [scope = '', storeId] = keyId.split('-');
    if (!['pos', 'app', 'partner', 'admin'].includes(scope)) return { verdict: null };
    const actor = { type: 'client', id: keyId, scope: scope as 'pos', ...(storeId && { storeId }) } as const;
    return { verdict: { programId, actor, programWide: false } };
  });
  services.on(resolveMembers, ({ references }) => ({
    results: references.map(({ reference }): ItemResult<ResolvedMember> =>
      reference === 'card:nobody'
        ? { ok: false, error: { code: 'member_not_found', detail: 'No such member.' } }
        : { ok: true, value: { memberId, status: 'active' } },
    ),
  }));
  const env = Object.assign(new GatewayEnv(), {
    ...Object.fromEntries(
      ['MEMBERS', 'POINTS', 'BENEFITS', 'CHURN', 'PARTNERS'].map((name) => [`${name}_URL`, services.url]),
    ),
    KEEPSAKE_INTERNAL_KEY: internalKey,
    KEEPSAKE_TOKEN_KEY: 't'.repeat(32),
  });
  app = await createGatewayApp(env, pino({ level: 'silent' }));
  await app.getHttpAdapter().getInstance().ready();
}, startMsMax);

afterAll(async () => {
  await app.close();
  await services.stop();
});

beforeEach(() => {
  services.calls.length = 0;
  services.on(postPurchases, ({ postings }) => ({
    results: postings.map(({ purchase: { transactionId, totalMinor }, member }): ItemResult<PurchaseAnswer> => {
      if (member?.ok === false) return { ok: false, error: member.error };
      if (totalMinor === 1)
        return { ok: false, error: { code: 'total_mismatch', detail: 'totalMinor is not the sum.' } };
      return { ok: true, value: { transactionId, duplicate: transactionId === 'T-again' } as never };
    }),
  }));
});

describe('POST /v1/purchases', () => {
  it('answers 201 for a new purchase and 200 for a repetition', async () => {
    const first = await http().post('/v1/purchases').set(as('pos')).send(purchase).expect(201);
    expect(first.body).toMatchObject({ transactionId: 'T-1', duplicate: false });
    await http()
      .post('/v1/purchases')
      .set(as('pos'))
      .send({ ...purchase, transactionId: 'T-again' })
      .expect(200);
  });

  it('gathers what arrives together into one call a service, each with its own actor', async () => {
    const posts = Array.from({ length: 20 }, (_, index) =>
      http()
        .post('/v1/purchases')
        .set(as('pos'))
        .send({ ...purchase, transactionId: `T-${index}` })
        .expect(201),
    );
    const answers = await Promise.all(posts);
    expect(answers.map(({ body }) => body.transactionId).toSorted()).toEqual(
      posts.map((_, index) => `T-${index}`).toSorted(),
    );
    expect(services.callsOf(postPurchases).length).toBeLessThan(20);
    expect(services.callsOf(resolveMembers).length).toBe(services.callsOf(postPurchases).length);
    expect(services.callsOf(postPurchases)[0]?.body.postings[0]?.actor).toMatchObject({ id: 'pos', scope: 'pos' });
  });

  it('asks nobody who bought when nobody is named', async () => {
    await http().post('/v1/purchases').set(as('pos')).send(anonymous).expect(201);
    expect(services.callsOf(resolveMembers)).toHaveLength(0);
  });

  it('passes a reference that cannot be resolved on, because points answers repetitions first', async () => {
    const { body } = await http()
      .post('/v1/purchases')
      .set(as('pos'))
      .send({ ...purchase, member: 'card:nobody' })
      .expect(422);
    expect(body).toMatchObject({ code: 'member_not_found', status: 422 });
    expect(services.callsOf(postPurchases)[0]?.body.postings[0]?.member).toMatchObject({ ok: false });
  });

  it('fills in the store of a bound key and refuses another', async () => {
    await http()
      .post('/v1/purchases')
      .set(as('pos-S01'))
      .send({ ...anonymous, storeId: undefined })
      .expect(201);
    expect(services.callsOf(postPurchases)[0]?.body.postings[0]?.purchase.storeId).toBe('S01');
    const { body } = await http().post('/v1/purchases').set(as('pos-S02')).send(purchase).expect(403);
    expect(body).toMatchObject({ code: 'forbidden', errors: [{ pointer: '/storeId' }] });
  });

  it('posts once under an Idempotency-Key and says when the answer is a stored one', async () => {
    services.on(postPurchaseOnce, ({ idempotency }) => ({
      replayed: idempotency.key === 'again',
      status: 201,
      body: { transactionId: 'T-1' } as never,
    }));
    const send = (key: string, body: object) =>
      http().post('/v1/purchases').set(as('pos')).set('idempotency-key', key).send(body).expect(201);
    expect((await send('first', purchase)).headers['idempotency-replayed']).toBeUndefined();
    const sameInstant = { ...purchase, occurredAt: '2026-11-21T02:15:00Z' };
    expect((await send('again', sameInstant)).headers['idempotency-replayed']).toBe('true');
    await send('other', { ...purchase, totalMinor: 1 });
    const [one, two, three] = services.callsOf(postPurchaseOnce).map(({ body }) => body.idempotency);
    expect(one).toMatchObject({ route: 'POST /v1/purchases', required: false });
    expect(two?.requestHash).toBe(one?.requestHash);
    expect(three?.requestHash).not.toBe(one?.requestHash);
  });

  it('answers 503 with Retry-After when points is down', async () => {
    services.break(postPurchases);
    const { body, headers } = await http().post('/v1/purchases').set(as('pos')).send(purchase).expect(503);
    expect([body.code, headers['retry-after']]).toEqual(['unavailable', '1']);
  });
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
    const { body, headers } = await http()
      .post('/v1/purchases')
      .set(authorization === undefined ? {} : { authorization })
      .send('{')
      .expect(status);
    expect(body.code).toBe(code);
    expect(headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
  });

  it('keeps members out of what is for tills, and tells an old token from a wrong one', async () => {
    const tokens = app.get(MemberTokens);
    const fresh = await tokens.sign({ programId, memberId }, 60);
    const old = await tokens.sign({ programId, memberId }, -60);
    const code = async (token: string) =>
      (
        await http()
          .post('/v1/purchases')
          .set({ authorization: `Bearer ${token}` })
          .send(purchase)
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
    http()
      .post('/v1/purchases')
      .set({ ...as('pos'), 'content-type': 'application/json', ...headers })
      .send(body);
  const json = JSON.stringify(purchase);

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
    expect(services.callsOf(postPurchases)).toHaveLength(0);
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
    const send = http()[method.toLowerCase() as 'get'](path).set(as('pos'));
    const answer = await (path.endsWith('claim') ? send.send(claim) : send).expect(status);
    expect(answer.body.code).toBe(code);
    if (status === 405) expect(answer.headers.allow).toMatch(/GET|POST/);
  });

  it('speaks Chinese where asked', async () => {
    const { body } = await post('{', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
    expect(body).toMatchObject({ title: '请求有误', detail: '请求体无法解析。' });
  });

  it('gives each item of a batch its own result', async () => {
    const purchases = [
      purchase,
      { ...purchase, transactionId: 7 },
      { ...purchase, member: 'card:nobody' },
      { ...purchase, storeId: 'S02' },
    ];
    const { body } = await http().post('/v1/purchases/batch').set(as('pos-S01')).send({ purchases }).expect(200);
    expect(body.results).toMatchObject([
      { index: 0, transactionId: 'T-1', status: 201 },
      { index: 1, transactionId: null, status: 400, code: 'invalid_value', retryable: false },
      { index: 2, transactionId: 'T-1', status: 422, code: 'member_not_found', retryable: false },
      { index: 3, transactionId: 'T-1', status: 403, code: 'forbidden', retryable: false },
    ]);
    const send = (body: object) => http().post('/v1/purchases/batch').set(as('pos')).send(body);
    await send({ purchases: [] }).expect(400);
    await send({ purchases: Array.from({ length: 501 }, () => purchase) }).expect(400);
    const keyed = await send({ purchases }).set('idempotency-key', 'k').expect(400);
    expect(keyed.body.errors).toMatchObject([{ pointer: 'Idempotency-Key' }]);
  });

  it('returns the correlation id it was given, or a new one', async () => {
    const given = '01939d2e-0000-7000-8000-00000000000a';
    const answer = await post(json, { 'x-correlation-id': given });
    expect(answer.headers).toMatchObject({
      'x-correlation-id': given,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(services.callsOf(postPurchases)[0]?.body.postings[0]?.correlationId).toBe(given);
    expect((await post(json, { 'x-correlation-id': 'x' })).headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('documents', () => {
  it('serves the API document, its page and nothing else of the package', async () => {
    const { body } = await http().get('/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect((await http().get('/docs').expect(200)).text).toContain('/docs/swagger-ui-bundle.js');
    await http().get('/docs/swagger-ui-bundle.js').expect(200);
    await http().get('/docs/package.json').expect(404);
  });

  it('is ready when what a till needs answers', async () => {
    await http().get('/health/live').expect(200);
    await http().get('/health/ready').expect(200);
    expect((await http().get('/metrics').expect(200)).text).toContain('keepsake_http_request_duration_seconds');
  });
});

describe('spending', () => {
  const redeem = (key: string, body: object, path = '/v1/points/redemptions') =>
    http()
      .post(path)
      .set({ ...as('pos-S01'), 'idempotency-key': key })
      .send(body);

  it('brings what arrives together to points in one call, each member once, under its key', async () => {
    services.on(postSpending, ({ postings }) => ({
      results: postings.map(({ command, idempotency }): ItemResult<Replayable<SpendingAnswer>> =>
        idempotency.key === 'short'
          ? { ok: true, value: { replayed: true, status: 409, body: { code: 'insufficient_points' } as never } }
          : { ok: true, value: { replayed: false, status: 201, body: { redemptionId: command.kind } as never } },
      ),
    }));
    const before = services.callsOf(postSpending).length;
    const body = { member: 'card:6220001', points: 5 };
    const [one, other] = await Promise.all([redeem('fresh', body), redeem('short', body)]);
    expect(one).toMatchObject({ status: 201, body: { redemptionId: 'redeem' } });
    expect(other).toMatchObject({ status: 409, body: { code: 'insufficient_points' } });
    expect(other.headers['idempotency-replayed']).toBe('true');
    const calls = services.callsOf(postSpending).slice(before);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.body.postings[0]).toMatchObject({
      command: { kind: 'redeem', member: { ok: true, value: { memberId } }, body: { points: 5, storeId: 'S01' } },
      idempotency: { route: 'POST /v1/points/redemptions', required: true },
    });
  });

  it('leaves an unknown member to points, which knows whether the key is new', async () => {
    services.on(postSpending, ({ postings: [posting] }) => {
      const { command } = posting ?? {};
      if (command?.kind !== 'redeem' || command.member.ok) throw new Error('The member was resolved.');
      return { results: [command.member] };
    });
    const { body } = await redeem('k', { member: 'card:nobody', points: 5 }).expect(422);
    expect(body).toMatchObject({ code: 'member_not_found', errors: [{ pointer: '/member' }] });
  });

  it('needs a key, takes a capture without a body, and knows what is no hold', async () => {
    await http().post('/v1/points/redemptions').set(as('pos')).send({ member: 'card:1', points: 1 }).expect(400);
    const path = `/v1/points/holds/${memberId}/capture`;
    services.on(postSpending, ({ postings: [posting] }) => ({
      results: [{ ok: true as const, value: { replayed: false, status: 200, body: posting?.command as never } }],
    }));
    const send = http()
      .post(path)
      .set({ ...as('pos'), 'idempotency-key': 'k' });
    expect((await send.expect(200)).body).toEqual({ kind: 'capture', holdId: memberId, body: {} });
    await redeem('k', {}, '/v1/points/holds/nothing/release').expect(404);
  });
});

describe('checkouts', () => {
  const basket = {
    member: 'card:6220001',
    currency: 'CNY',
    totalMinor: 1_000,
    items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 1_000 }],
    coupons: ['SECRET'],
    ttlSeconds: 600,
  };
  const open = (key: string) =>
    http()
      .post('/v1/checkouts')
      .set({ ...as('pos-S01'), 'idempotency-key': key })
      .send(basket);
  const attemptsReserved = (): (string | undefined)[] =>
    services.callsOf(reserveCoupons).flatMap(({ body }) => body.reservations.map(({ attemptId }) => attemptId));

  beforeAll(() => {
    services.on(reserveCoupons, ({ reservations }) => ({
      results: reservations.map(() => ({
        ok: true as const,
        value: [{ couponId: memberId, title: 'C', discountMinor: 1 }],
      })),
    }));
    services.on(releaseCoupons, () => ({}));
  });

  it('reserves coupons for the checkout that its key names, before points decide', async () => {
    services.on(openCheckout, ({ checkoutId }) => ({
      replayed: false,
      status: 201,
      body: { checkoutId } as never,
    }));
    const [first, again, other] = [await open('k1'), await open('k1'), await open('k2')];
    expect(first.status).toBe(201);
    expect(first.body.checkoutId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(again.body.checkoutId).toBe(first.body.checkoutId);
    expect(other.body.checkoutId).not.toBe(first.body.checkoutId);
    const reservation = services.callsOf(reserveCoupons).at(-3)?.body.reservations[0];
    expect(reservation?.transactionId).toBe(`checkout:${first.body.checkoutId}`);
    expect(Date.parse(reservation?.holdUntil ?? '')).toBeGreaterThan(Date.now() + 600_000);
  });

  it.each([
    ['a repetition', { replayed: true, status: 201, body: {} as never }],
    ['a refusal', { replayed: false, status: 409, body: { code: 'insufficient_points' } as never }],
  ])('gives back what %s has reserved in vain', async (_case, answer) => {
    services.on(openCheckout, () => answer);
    await open('k3').expect(answer.status);
    expect(services.callsOf(releaseCoupons).at(-1)?.body.attemptIds).toEqual([attemptsReserved().at(-1)]);
  });

  it('leaves a reservation to lapse when nobody knows what points decided', async () => {
    services.break(openCheckout);
    const before = services.callsOf(releaseCoupons).length;
    await open('k4').expect(503);
    expect(services.callsOf(releaseCoupons)).toHaveLength(before);
  });

  it('lets the purchase that pays find the coupons of its checkout', async () => {
    services.on(postPurchases, ({ postings }) => ({
      results: postings.map(() => ({ ok: true as const, value: { duplicate: false } as PurchaseAnswer })),
    }));
    const paid = { ...purchase, transactionId: 'T-C', coupons: ['SECRET'], checkoutId: memberId };
    await http().post('/v1/purchases').set(as('pos')).send(paid).expect(201);
    expect(services.callsOf(reserveCoupons).at(-1)?.body.reservations[0]?.transactionId).toBe(`checkout:${memberId}`);
  });

  it('gives all coupons of a released checkout back, again when it is repeated', async () => {
    services.on(releaseCheckout, () => ({ replayed: true, status: 200, body: { checkoutId: memberId, returned: 5 } }));
    await http()
      .post(`/v1/checkouts/${memberId}/release`)
      .set({ ...as('pos'), 'idempotency-key': 'r' })
      .expect(200);
    const { body } = services.callsOf(releaseCoupons).at(-1) ?? {};
    expect(body).toEqual({ attemptIds: [], transactionIds: [`checkout:${memberId}`] });
  });
});
