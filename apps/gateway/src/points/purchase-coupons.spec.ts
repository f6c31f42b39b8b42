import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import request from 'supertest';
import { releaseCoupons, reserveCoupons } from '#contracts/internal/benefits';
import type { ItemResult } from '#contracts/internal/call';
import { resolveMembers } from '#contracts/internal/members';
import { verifyKey } from '#contracts/internal/partners';
import { postPurchases } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { FakeServices } from '#testing/fake-services';
import { createGatewayApp } from '../gateway-app.js';
import { GatewayEnv } from '../gateway.env.js';

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

let services: FakeServices;
let app: NestFastifyApplication;

const post = (body: object) =>
  request(app.getHttpServer()).post('/v1/purchases').set({ authorization: 'Bearer ks_pos.secret' }).send(body);

beforeAll(async () => {
  services = await FakeServices.start(internalKey);
  const actor = { type: 'client', id: 'pos', scope: 'pos' } as const;
  services.on(verifyKey, () => ({ verdict: { programId, actor, programWide: false } }));
  services.on(resolveMembers, ({ references }) => ({
    results: references.map(() => ({ ok: true as const, value: { memberId, status: 'active' as const } })),
  }));
  services.on(releaseCoupons, () => ({}));
  const names = ['MEMBERS', 'POINTS', 'BENEFITS', 'CHURN', 'PARTNERS'];
  const env = Object.assign(new GatewayEnv(), {
    ...Object.fromEntries(names.map((name) => [`${name}_URL`, services.url])),
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
    results: postings.map(({ purchase: { transactionId, totalMinor } }): ItemResult<PurchaseAnswer> =>
      totalMinor === 1
        ? { ok: false, error: { code: 'total_mismatch', detail: 'totalMinor is not the sum.' } }
        : { ok: true, value: { transactionId, duplicate: transactionId === 'T-again' } as never },
    ),
  }));
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the coupons of a purchase', () => {
  it('gives coupons back when points refuses for good', async () => {
    services.on(reserveCoupons, () => ({ results: [{ ok: true as const, value: [] }] }));
    services.on(releaseCoupons, () => ({}));
    await post({ ...purchase, coupons: ['C-1'], totalMinor: 1 }).expect(422);
    const attempt = services.callsOf(reserveCoupons)[0]?.body.reservations[0]?.attemptId;
    expect(services.callsOf(postPurchases)[0]?.body.postings[0]?.purchaseId).toBe(attempt);
    await until(() => services.callsOf(releaseCoupons).length === 1);
    expect(services.callsOf(releaseCoupons)[0]?.body).toEqual({ attemptIds: [attempt] });
  });

  it('gives back what a repetition has reserved: the first one holds its own', async () => {
    services.on(reserveCoupons, () => ({ results: [{ ok: true as const, value: [] }] }));
    services.on(releaseCoupons, () => ({}));
    await post({ ...purchase, transactionId: 'T-again', coupons: ['C-1'] }).expect(200);
    await until(() => services.callsOf(releaseCoupons).length === 1);
  });

  it('reserves the coupons of a settled purchase one by one, and tells those that cannot be used', async () => {
    const coupon = { couponId: '01939d2e-0000-7000-8000-000000000003', title: 'x', discountMinor: 5 };
    const data = { coupons: [{ index: 0, whyNot: [{ code: 'used' }], valueMinor: 7 }] };
    services.on(reserveCoupons, ({ reservations }) => ({
      results: reservations.map(({ codes }) =>
        codes[0] === 'C-1'
          ? { ok: true as const, value: [coupon] }
          : { ok: false as const, error: { code: 'coupon_not_usable', detail: 'Used.', data } },
      ),
    }));
    await post({ ...purchase, settled: true, coupons: ['C-1', 'C-2', 'C-1'] }).expect(201);
    expect(services.callsOf(reserveCoupons)[0]?.body.reservations.map(({ codes }) => codes)).toEqual([
      ['C-1'],
      ['C-2'],
    ]);
    expect(services.callsOf(postPurchases)[0]?.body.postings[0]).toMatchObject({
      coupons: { ok: true, value: [coupon] },
      rejectedCoupons: [{ code: 'coupon_not_usable', valueMinor: 7 }],
    });
  });
});
