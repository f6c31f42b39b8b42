import { releaseCoupons, reserveCoupons } from '#contracts/internal/benefits';
import { postPurchases } from '#contracts/internal/points';
import {
  answerPurchases,
  type GatewayWorld,
  purchaseBody,
  startGateway,
} from '../../../../test/worlds/gateway-world.js';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGateway();
});

afterAll(() => world.stop());

beforeEach(() => {
  world.services.calls.length = 0;
  answerPurchases(world.services);
  world.services.on(releaseCoupons, () => ({}));
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the coupons of a purchase', () => {
  it('gives coupons back when points refuses for good', async () => {
    world.services.on(reserveCoupons, () => ({ results: [{ ok: true as const, value: [] }] }));
    await world.post('/v1/purchases', { ...purchaseBody, coupons: ['C-1'], totalMinor: 1 }).expect(422);
    const attempt = world.services.callsOf(reserveCoupons)[0]?.body.reservations[0]?.attemptId;
    expect(world.services.callsOf(postPurchases)[0]?.body.postings[0]?.purchaseId).toBe(attempt);
    await until(() => world.services.callsOf(releaseCoupons).length === 1);
    expect(world.services.callsOf(releaseCoupons)[0]?.body).toEqual({ attemptIds: [attempt] });
  });

  it('gives back what a repetition has reserved: the first one holds its own', async () => {
    world.services.on(reserveCoupons, () => ({ results: [{ ok: true as const, value: [] }] }));
    await world.post('/v1/purchases', { ...purchaseBody, transactionId: 'T-again', coupons: ['C-1'] }).expect(200);
    await until(() => world.services.callsOf(releaseCoupons).length === 1);
  });

  it('reserves the coupons of a settled purchase one by one, and tells those that cannot be used', async () => {
    const coupon = { couponId: '01939d2e-0000-7000-8000-000000000003', title: 'x', discountMinor: 5 };
    const data = { coupons: [{ index: 0, whyNot: [{ code: 'used' }], valueMinor: 7 }] };
    world.services.on(reserveCoupons, ({ reservations }) => ({
      results: reservations.map(({ codes }) =>
        codes[0] === 'C-1'
          ? { ok: true as const, value: [coupon] }
          : { ok: false as const, error: { code: 'coupon_not_usable', detail: 'Used.', data } },
      ),
    }));
    await world.post('/v1/purchases', { ...purchaseBody, settled: true, coupons: ['C-1', 'C-2', 'C-1'] }).expect(201);
    expect(world.services.callsOf(reserveCoupons)[0]?.body.reservations.map(({ codes }) => codes)).toEqual([
      ['C-1'],
      ['C-2'],
    ]);
    expect(world.services.callsOf(postPurchases)[0]?.body.postings[0]).toMatchObject({
      coupons: { ok: true, value: [coupon] },
      rejectedCoupons: [{ code: 'coupon_not_usable', valueMinor: 7 }],
    });
  });
});
