import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import request from 'supertest';
import { Refusal } from '#contracts/errors/refusals';
import { releaseCoupons, reserveCoupons } from '#contracts/internal/benefits';
import { type ResolvedMember, resolveMembers } from '#contracts/internal/members';
import { verifyKey } from '#contracts/internal/partners';
import type { ItemResult } from '#contracts/internal/call';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { postPurchaseOnce, postPurchases } from '#contracts/internal/points';
import { FakeServices } from '#testing/fake-services';
import { createGatewayApp } from './gateway-app.js';
import { GatewayEnv } from './gateway.env.js';
import { MemberTokens } from './edge/member-tokens.js';

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
  services.on(postPurchases, ({ postings }) => ({
    results: postings.map(({ purchase: { transactionId, totalMinor }, member }): ItemResult<PurchaseAnswer> => {
      if (member?.ok === false) return { ok: false, error: member.error };
      if (totalMinor === 1)
        return { ok: false, error: { code: 'total_mismatch', detail: 'totalMinor is not the sum.' } };
      return { ok: true, value: { transactionId, duplicate: transactionId === 'T-again' } as never };
    }),
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
});

afterAll(async () => {
  await app.close();
  await services.stop();
});

beforeEach(() => {
  services.calls.length = 0;
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

  it('gives coupons back when points refuses for good', async () => {
    services.on(reserveCoupons, () => ({ results: [{ ok: true as const, value: [] }] }));
    services.on(releaseCoupons, () => ({}));
    await http()
      .post('/v1/purchases')
      .set(as('pos'))
      .send({ ...anonymous, coupons: ['C-1'], totalMinor: 1 })
      .expect(422);
    const attempt = services.callsOf(reserveCoupons)[0]?.body.reservations[0]?.attemptId;
    expect(services.callsOf(postPurchases)[0]?.body.postings[0]?.purchaseId).toBe(attempt);
    await until(() => services.callsOf(releaseCoupons).length === 1);
    expect(services.callsOf(releaseCoupons)[0]?.body).toEqual({ attemptIds: [attempt] });
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
    services.on(postPurchases, () => {
      throw new Refusal('unavailable', 'down');
    });
    const { body, headers } = await http().post('/v1/purchases').set(as('pos')).send(purchase).expect(503);
    expect([body.code, headers['retry-after']]).toEqual(['unavailable', '1']);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

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
