import { releaseCoupons, reserveCoupons } from '#contracts/internal/benefits';
import type { ItemResult, Replayable } from '#contracts/internal/call';
import { openCheckout, postSpending, releaseCheckout } from '#contracts/internal/spending';
import type { SpendingAnswer } from '#contracts/public/points';
import {
  answerPurchases,
  bearer,
  type GatewayWorld,
  memberId,
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
});

describe('spending', () => {
  const redeem = (key: string, body: object, path = '/v1/points/redemptions') =>
    world
      .http()
      .post(path)
      .set({ ...bearer('pos-S01'), 'idempotency-key': key })
      .send(body);

  it('brings what arrives together to points in one call, each member once, under its key', async () => {
    world.services.on(postSpending, ({ postings }) => ({
      results: postings.map(({ command, idempotency }): ItemResult<Replayable<SpendingAnswer>> =>
        idempotency.key === 'short'
          ? { ok: true, value: { replayed: true, status: 409, body: { code: 'insufficient_points' } as never } }
          : { ok: true, value: { replayed: false, status: 201, body: { redemptionId: command.kind } as never } },
      ),
    }));
    const before = world.services.callsOf(postSpending).length;
    const body = { member: 'card:6220001', points: 5 };
    const [one, other] = await Promise.all([redeem('fresh', body), redeem('short', body)]);
    expect(one).toMatchObject({ status: 201, body: { redemptionId: 'redeem' } });
    expect(other).toMatchObject({ status: 409, body: { code: 'insufficient_points' } });
    expect(other.headers['idempotency-replayed']).toBe('true');
    const calls = world.services.callsOf(postSpending).slice(before);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.body.postings[0]).toMatchObject({
      command: { kind: 'redeem', member: { ok: true, value: { memberId } }, body: { points: 5, storeId: 'S01' } },
      idempotency: { route: 'POST /v1/points/redemptions', required: true },
    });
  });

  it('leaves an unknown member to points, which knows whether the key is new', async () => {
    world.services.on(postSpending, ({ postings: [posting] }) => {
      const { command } = posting ?? {};
      if (command?.kind !== 'redeem' || command.member.ok) throw new Error('The member was resolved.');
      return { results: [command.member] };
    });
    const { body } = await redeem('k', { member: 'card:nobody', points: 5 }).expect(422);
    expect(body).toMatchObject({ code: 'member_not_found', errors: [{ pointer: '/member' }] });
  });

  it('needs a key, takes a capture without a body, and knows what is no hold', async () => {
    await world.post('/v1/points/redemptions', { member: 'card:1', points: 1 }).expect(400);
    const path = `/v1/points/holds/${memberId}/capture`;
    world.services.on(postSpending, ({ postings: [posting] }) => ({
      results: [{ ok: true as const, value: { replayed: false, status: 200, body: posting?.command as never } }],
    }));
    const send = world
      .http()
      .post(path)
      .set({ ...bearer('pos'), 'idempotency-key': 'k' });
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
    world
      .http()
      .post('/v1/checkouts')
      .set({ ...bearer('pos-S01'), 'idempotency-key': key })
      .send(basket);
  const attemptsReserved = (): (string | undefined)[] =>
    world.services.callsOf(reserveCoupons).flatMap(({ body }) => body.reservations.map(({ attemptId }) => attemptId));

  beforeAll(() => {
    world.services.on(reserveCoupons, ({ reservations }) => ({
      results: reservations.map(() => ({
        ok: true as const,
        value: [{ couponId: memberId, title: 'C', discountMinor: 1 }],
      })),
    }));
    world.services.on(releaseCoupons, () => ({}));
  });

  it('reserves coupons for the checkout that its key names, before points decide', async () => {
    world.services.on(openCheckout, ({ checkoutId }) => ({
      replayed: false,
      status: 201,
      body: { checkoutId } as never,
    }));
    const [first, again, other] = [await open('k1'), await open('k1'), await open('k2')];
    expect(first.status).toBe(201);
    expect(first.body.checkoutId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(again.body.checkoutId).toBe(first.body.checkoutId);
    expect(other.body.checkoutId).not.toBe(first.body.checkoutId);
    const reservation = world.services.callsOf(reserveCoupons).at(-3)?.body.reservations[0];
    expect(reservation?.transactionId).toBe(`checkout:${first.body.checkoutId}`);
    expect(Date.parse(reservation?.holdUntil ?? '')).toBeGreaterThan(Date.now() + 600_000);
  });

  it.each([
    ['a repetition', { replayed: true, status: 201, body: {} as never }],
    ['a refusal', { replayed: false, status: 409, body: { code: 'insufficient_points' } as never }],
  ])('gives back what %s has reserved in vain', async (_case, answer) => {
    world.services.on(openCheckout, () => answer);
    await open('k3').expect(answer.status);
    expect(world.services.callsOf(releaseCoupons).at(-1)?.body.attemptIds).toEqual([attemptsReserved().at(-1)]);
  });

  it('leaves a reservation to lapse when nobody knows what points decided', async () => {
    world.services.break(openCheckout);
    const before = world.services.callsOf(releaseCoupons).length;
    await open('k4').expect(503);
    expect(world.services.callsOf(releaseCoupons)).toHaveLength(before);
  });

  it('lets the purchase that pays find the coupons of its checkout', async () => {
    const paid = { ...purchaseBody, transactionId: 'T-C', coupons: ['SECRET'], checkoutId: memberId };
    await world.post('/v1/purchases', paid).expect(201);
    expect(world.services.callsOf(reserveCoupons).at(-1)?.body.reservations[0]?.transactionId).toBe(
      `checkout:${memberId}`,
    );
  });

  it('gives all coupons of a released checkout back, again when it is repeated', async () => {
    world.services.on(releaseCheckout, () => ({
      replayed: true,
      status: 200,
      body: { checkoutId: memberId, returned: 5 },
    }));
    await world
      .http()
      .post(`/v1/checkouts/${memberId}/release`)
      .set({ ...bearer('pos'), 'idempotency-key': 'r' })
      .expect(200);
    const { body } = world.services.callsOf(releaseCoupons).at(-1) ?? {};
    expect(body).toEqual({ attemptIds: [], transactionIds: [`checkout:${memberId}`] });
  });
});
