import type { ItemResult } from '#contracts/internal/call';
import { evaluateReturn, postReturnOnce, postReturns, voidPurchase } from '#contracts/internal/returns';
import type { ReturnAnswer } from '#contracts/public/return';
import { type GatewayWorld, startGateway } from '../../../../test/worlds/gateway-world.js';

const oneReturn = {
  returnId: 'R-1',
  transactionId: 'T-1',
  storeId: 'S01',
  occurredAt: '2026-11-22T10:15:00+08:00',
  items: [{ line: 1, quantity: 1 }],
};
const oneVoid = { voidId: 'V-1', storeId: 'S01', occurredAt: '2026-11-22T10:15:00+08:00', reason: 'wrong_member' };

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGateway();
});

afterAll(() => world.stop());

beforeEach(() => {
  world.services.calls.length = 0;
  world.services.on(postReturns, ({ returns }) => ({
    results: returns.map(({ return: { returnId, transactionId } }): ItemResult<ReturnAnswer> =>
      transactionId === 'gone'
        ? { ok: false, error: { code: 'already_returned', detail: 'Nothing is left of line 1.' } }
        : { ok: true, value: answerOf(returnId, transactionId) },
    ),
  }));
});

function answerOf(returnId: string, transactionId: string): ReturnAnswer {
  const duplicate = returnId === 'R-again';
  const status = transactionId === 'unknown' ? 'parked' : 'recorded';
  return { returnId, transactionId, duplicate, status } as never;
}

describe('POST /v1/returns', () => {
  it.each([
    ['a new one', {}, 201, 'recorded'],
    ['one before its purchase', { transactionId: 'unknown' }, 202, 'parked'],
    ['a repetition', { returnId: 'R-again' }, 200, 'recorded'],
  ])('answers %s', async (_case, changes, status, said) => {
    const { body } = await world.post('/v1/returns', { ...oneReturn, ...changes }).expect(status);
    expect(body.status).toBe(said);
  });

  it('answers the refusal of points', async () => {
    const { body } = await world.post('/v1/returns', { ...oneReturn, transactionId: 'gone' }).expect(409);
    expect(body).toMatchObject({ code: 'already_returned', status: 409 });
  });

  it('takes any store’s receipt from a bound key, but says only its own store', async () => {
    await world.post('/v1/returns', { ...oneReturn, storeId: undefined }, 'pos-S02').expect(201);
    expect(world.services.callsOf(postReturns)[0]?.body.returns[0]).toMatchObject({
      return: { storeId: 'S02' },
      actor: { id: 'pos-S02' },
    });
    const { body } = await world.post('/v1/returns', oneReturn, 'pos-S02').expect(403);
    expect(body).toMatchObject({ code: 'forbidden', errors: [{ pointer: '/storeId' }] });
  });

  it('gathers what arrives together', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `R-${index}`);
    const answers = await Promise.all(
      ids.map((returnId) => world.post('/v1/returns', { ...oneReturn, returnId }).expect(201)),
    );
    expect(answers.map(({ body }) => body.returnId)).toEqual(ids);
    expect(world.services.callsOf(postReturns).length).toBeLessThan(20);
  });

  it('posts once under an Idempotency-Key', async () => {
    world.services.on(postReturnOnce, () => ({ replayed: true, status: 202, body: answerOf('R-1', 'unknown') }));
    const { headers } = await world.post('/v1/returns', oneReturn).set('idempotency-key', 'k').expect(202);
    expect(headers['idempotency-replayed']).toBe('true');
  });

  it.each([
    ['no items', { items: [] }],
    ['a quantity of four decimals', { items: [{ line: 1, quantity: 0.0001 }] }],
    ['an unknown field', { amountMinor: 1 }],
    ['a day that does not exist', { occurredAt: '2026-02-30T00:00:00Z' }],
  ])('refuses %s', async (_case, changes) => {
    await world.post('/v1/returns', { ...oneReturn, ...changes }).expect(400);
    expect(world.services.callsOf(postReturns)).toHaveLength(0);
  });
});

describe('POST /v1/returns/batch', () => {
  it('answers each item as alone', async () => {
    const returns = [
      oneReturn,
      { ...oneReturn, returnId: 'R-2', transactionId: 'unknown' },
      { ...oneReturn, returnId: 'R-3', transactionId: 'gone' },
      { ...oneReturn, returnId: 'R-4', items: [] },
      { ...oneReturn, returnId: 'R-again' },
    ];
    const { body } = await world.post('/v1/returns/batch', { returns }).expect(200);
    expect(body.results).toMatchObject([
      { index: 0, returnId: 'R-1', status: 201, returnStatus: 'recorded' },
      { index: 1, returnId: 'R-2', status: 202, returnStatus: 'parked' },
      { index: 2, returnId: 'R-3', status: 409, code: 'already_returned', retryable: false },
      { index: 3, returnId: 'R-4', status: 400, code: 'invalid_value' },
      { index: 4, returnId: 'R-again', status: 200, duplicate: true },
    ]);
    expect(world.services.callsOf(postReturns)[0]?.body.returns).toHaveLength(4);
  });
});

describe('POST /v1/returns/evaluate', () => {
  it('needs no id and no time', async () => {
    world.services.on(evaluateReturn, ({ return: { transactionId } }) => ({ transactionId, returnId: null }) as never);
    const { transactionId, items } = oneReturn;
    const { body } = await world.post('/v1/returns/evaluate', { transactionId, items }).expect(200);
    expect(body).toEqual({ transactionId: 'T-1', returnId: null });
  });
});

describe('POST /v1/purchases/{transactionId}/void', () => {
  it('sends the receipt of the path and the store of the key', async () => {
    world.services.on(voidPurchase, () => ({ replayed: false, status: 202, body: { status: 'parked' } as never }));
    await world.post('/v1/purchases/T-1/void', { ...oneVoid, storeId: undefined }, 'pos-S02').expect(202);
    expect(world.services.callsOf(voidPurchase)[0]?.body).toMatchObject({
      transactionId: 'T-1',
      void: { voidId: 'V-1', storeId: 'S02' },
    });
    expect((await world.post('/v1/purchases/T-1/void', oneVoid, 'pos-S02').expect(403)).body.code).toBe('forbidden');
  });

  it('refuses an id that no purchase can have', async () => {
    const { body } = await world.post(`/v1/purchases/${'T'.repeat(65)}/void`, oneVoid).expect(400);
    expect(body.code).toBe('invalid_value');
  });
});
