import { resolveMembers } from '#contracts/internal/members';
import { postPurchaseOnce, postPurchases } from '#contracts/internal/points';
import {
  answerPurchases,
  bearer,
  type GatewayWorld,
  purchaseBody,
  startGateway,
} from '../../../../test/worlds/gateway-world.js';

const anonymous = Object.fromEntries(Object.entries(purchaseBody).filter(([name]) => name !== 'member'));

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGateway();
});

afterAll(() => world.stop());

beforeEach(() => {
  world.services.calls.length = 0;
  answerPurchases(world.services);
});

describe('POST /v1/purchases', () => {
  it('answers 201 for a new purchase and 200 for a repetition', async () => {
    const first = await world.post('/v1/purchases', purchaseBody).expect(201);
    expect(first.body).toMatchObject({ transactionId: 'T-1', duplicate: false });
    await world.post('/v1/purchases', { ...purchaseBody, transactionId: 'T-again' }).expect(200);
  });

  it('gathers what arrives together into one call a service, each with its own actor', async () => {
    const posts = Array.from({ length: 20 }, (_, index) =>
      world.post('/v1/purchases', { ...purchaseBody, transactionId: `T-${index}` }).expect(201),
    );
    const answers = await Promise.all(posts);
    expect(answers.map(({ body }) => body.transactionId).toSorted()).toEqual(
      posts.map((_, index) => `T-${index}`).toSorted(),
    );
    expect(world.services.callsOf(postPurchases).length).toBeLessThan(20);
    expect(world.services.callsOf(resolveMembers).length).toBe(world.services.callsOf(postPurchases).length);
    expect(world.services.callsOf(postPurchases)[0]?.body.postings[0]?.actor).toMatchObject({
      id: 'pos',
      scope: 'pos',
    });
  });

  it('asks nobody who bought when nobody is named', async () => {
    await world.post('/v1/purchases', anonymous).expect(201);
    expect(world.services.callsOf(resolveMembers)).toHaveLength(0);
  });

  it('passes a reference that cannot be resolved on, because points answers repetitions first', async () => {
    const { body } = await world.post('/v1/purchases', { ...purchaseBody, member: 'card:nobody' }).expect(422);
    expect(body).toMatchObject({ code: 'member_not_found', status: 422 });
    expect(world.services.callsOf(postPurchases)[0]?.body.postings[0]?.member).toMatchObject({ ok: false });
  });

  it('fills in the store of a bound key and refuses another', async () => {
    await world.post('/v1/purchases', { ...anonymous, storeId: undefined }, 'pos-S01').expect(201);
    expect(world.services.callsOf(postPurchases)[0]?.body.postings[0]?.purchase.storeId).toBe('S01');
    const { body } = await world.post('/v1/purchases', purchaseBody, 'pos-S02').expect(403);
    expect(body).toMatchObject({ code: 'forbidden', errors: [{ pointer: '/storeId' }] });
  });

  it('posts once under an Idempotency-Key and says when the answer is a stored one', async () => {
    world.services.on(postPurchaseOnce, ({ idempotency }) => ({
      replayed: idempotency.key === 'again',
      status: 201,
      body: { transactionId: 'T-1' } as never,
    }));
    const send = (key: string, body: object) =>
      world.http().post('/v1/purchases').set(bearer('pos')).set('idempotency-key', key).send(body).expect(201);
    expect((await send('first', purchaseBody)).headers['idempotency-replayed']).toBeUndefined();
    const sameInstant = { ...purchaseBody, occurredAt: '2026-11-21T02:15:00Z' };
    expect((await send('again', sameInstant)).headers['idempotency-replayed']).toBe('true');
    await send('other', { ...purchaseBody, totalMinor: 1 });
    const [one, two, three] = world.services.callsOf(postPurchaseOnce).map(({ body }) => body.idempotency);
    expect(one).toMatchObject({ route: 'POST /v1/purchases', required: false });
    expect(two?.requestHash).toBe(one?.requestHash);
    expect(three?.requestHash).not.toBe(one?.requestHash);
  });

  it('answers 503 with Retry-After when points is down', async () => {
    world.services.break(postPurchases);
    const { body, headers } = await world.post('/v1/purchases', purchaseBody).expect(503);
    expect([body.code, headers['retry-after']]).toEqual(['unavailable', '1']);
  });
});

describe('POST /v1/purchases/batch', () => {
  it('gives each item of a batch its own result', async () => {
    const purchases = [
      purchaseBody,
      { ...purchaseBody, transactionId: 7 },
      { ...purchaseBody, member: 'card:nobody' },
      { ...purchaseBody, storeId: 'S02' },
    ];
    const { body } = await world.post('/v1/purchases/batch', { purchases }, 'pos-S01').expect(200);
    expect(body.results).toMatchObject([
      { index: 0, transactionId: 'T-1', status: 201 },
      { index: 1, transactionId: null, status: 400, code: 'invalid_value', retryable: false },
      { index: 2, transactionId: 'T-1', status: 422, code: 'member_not_found', retryable: false },
      { index: 3, transactionId: 'T-1', status: 403, code: 'forbidden', retryable: false },
    ]);
    const send = (body: object) => world.post('/v1/purchases/batch', body);
    await send({ purchases: [] }).expect(400);
    await send({ purchases: Array.from({ length: 501 }, () => purchaseBody) }).expect(400);
    const keyed = await send({ purchases }).set('idempotency-key', 'k').expect(400);
    expect(keyed.body.errors).toMatchObject([{ pointer: 'Idempotency-Key' }]);
  });
});
