import { randomUUID } from 'node:crypto';
import { Refusal } from '#contracts/errors/refusals';
import { FixedClock } from '#testing/fixed-clock';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { Idempotency, type KeyedItem } from './idempotency.js';

interface Write extends KeyedItem {
  readonly name: string;
}

describe('many keyed writes at once', () => {
  let test: TestDatabase;
  let idempotency: Idempotency;
  let programId: string;
  let worked: string[];

  beforeAll(async () => {
    test = await createTestDatabase({ service: 'points', rows: [], migrations: [] });
    idempotency = new Idempotency(test.database, new FixedClock());
  });
  afterAll(() => test.close());
  beforeEach(() => {
    programId = randomUUID();
    worked = [];
  });

  const write = (name: string, key: string, requestHash = 'h'): Write => ({
    name,
    actor: { id: 'till' },
    locale: 'en',
    idempotency: { key, route: 'POST /v1/x', requestHash, required: true },
  });
  const runAll = (...items: Write[]) =>
    idempotency.runMany(programId, items, (fresh) => {
      worked.push(...fresh.map(({ name }) => name));
      return Promise.resolve(
        fresh.map(({ name }) => {
          if (name === 'refused') return { ok: false, error: new Refusal('limit_reached', 'Enough.') } as const;
          if (name === 'unknown') return { ok: false, error: new Refusal('not_found', 'Nothing.') } as const;
          return { ok: true, status: 201, body: { name } } as const;
        }),
      );
    });

  it('answers a stored key again and works only on the new ones', async () => {
    await runAll(write('one', 'a'), write('refused', 'b'), write('unknown', 'c'));
    const again = await runAll(write('two', 'a'), write('three', 'b'), write('four', 'c'), write('five', 'a', 'other'));
    expect(again).toEqual([
      { ok: true, value: { replayed: true, status: 201, body: { name: 'one' } } },
      { ok: true, value: expect.objectContaining({ replayed: true, status: 409 }) },
      { ok: true, value: { replayed: false, status: 201, body: { name: 'four' } } },
      { ok: false, error: expect.objectContaining({ code: 'idempotency_key_reused' }) },
    ]);
    expect(worked).toEqual(['one', 'refused', 'unknown', 'four']);
  });

  it('works once on a key that comes twice in one call', async () => {
    const results = await runAll(write('one', 'a'), write('two', 'a'), write('three', 'a', 'other'));
    expect(results).toEqual([
      { ok: true, value: { replayed: false, status: 201, body: { name: 'one' } } },
      { ok: true, value: { replayed: true, status: 201, body: { name: 'one' } } },
      { ok: false, error: expect.objectContaining({ code: 'idempotency_key_reused' }) },
    ]);
    expect(worked).toEqual(['one']);
  });

  it('does not wait for a key that is being worked on elsewhere', async () => {
    let within: unknown;
    await idempotency.runMany(programId, [write('slow', 'a')], async () => {
      // Outside of the running transaction, as another process would come.
      within = await new Promise((resolve) => setImmediate(() => resolve(undefined))).then(() => elsewhere());
      return [{ ok: true, status: 201, body: {} }];
    });
    expect(within).toEqual([
      { ok: false, error: expect.objectContaining({ code: 'in_progress', retryAfterSeconds: 1 }) },
      { ok: true, value: { replayed: false, status: 201, body: { name: 'other' } } },
    ]);
  });

  /** The same service in another process: its own connections. */
  const elsewhere = async (): Promise<unknown> => {
    const { createDataSource } = await import('./data-source.js');
    const { Database } = await import('./database.js');
    const source = createDataSource({ service: 'points', rows: [], migrations: [] }, { url: test.url, poolMax: 1 });
    await source.initialize();
    try {
      const other = new Idempotency(new Database(source), new FixedClock());
      return await other.runMany(programId, [write('late', 'a'), write('other', 'b')], (fresh) =>
        Promise.resolve(fresh.map(({ name }) => ({ ok: true, status: 201, body: { name } }) as const)),
      );
    } finally {
      await source.destroy();
    }
  };
});
