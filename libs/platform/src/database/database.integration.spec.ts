import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { assertDatabaseSettings, UnsafeDatabaseError } from './assert-settings.js';
import { createDataSource, type ServiceDatabase } from './data-source.js';
import { Database } from './database.js';
import { migrate } from './migrate.js';

const service: ServiceDatabase = { service: 'members', rows: [], migrations: [] };

describe('Database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase(service);
  });
  afterAll(() => test.close());

  const insert = (key: string): Promise<unknown> =>
    test.database.query(
      `INSERT INTO idempotency_keys VALUES ('00000000-0000-7000-8000-000000000000', 'c', 'r', $1, 'h', 200, '{}', $2, $2)`,
      [key, new Date()],
    );
  const count = async (key: string): Promise<number> => {
    const [row] = await test.database.query<{ count: number }>('SELECT count(*) FROM idempotency_keys WHERE key = $1', [
      key,
    ]);
    return row?.count ?? -1;
  };

  it('undoes everything that joined a transaction that failed', async () => {
    const failing = test.database.run(async () => {
      await insert('undone');
      await test.database.run(() => insert('undone too'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await count('undone')).toBe(0);
    expect(await count('undone too')).toBe(0);
  });

  it('keeps what came before a savepoint that failed', async () => {
    await test.database.run(async () => {
      await insert('kept');
      await expect(test.database.savepoint(() => insert('kept'))).rejects.toThrow();
    });
    expect(await count('kept')).toBe(1);
  });

  it('keeps what was done apart from a transaction that failed', async () => {
    const failing = test.database.run(async () => {
      await test.database.apart(() => insert('apart'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await count('apart')).toBe(1);
  });

  it('runs what follows a commit only after it, and not after a failure', async () => {
    const told: string[] = [];
    await test.database.run(() => {
      test.database.afterCommit(() => told.push('committed'));
      expect(told).toEqual([]);
      return Promise.resolve();
    });
    await expect(
      test.database.run(() => {
        test.database.afterCommit(() => told.push('failed'));
        return Promise.reject(new Error('no'));
      }),
    ).rejects.toThrow('no');
    expect(told).toEqual(['committed']);
  });

  it('runs the work of a deadlock victim again', async () => {
    await insert('left');
    await insert('right');
    const lock = (key: string): Promise<unknown> =>
      test.database.query('SELECT 1 FROM idempotency_keys WHERE key = $1 FOR UPDATE', [key]);
    let attempts = 0;
    let open = (): void => undefined;
    const bothHoldOne = new Promise<void>((resolve) => (open = resolve));
    let holding = 0;
    const crossing = (first: string, second: string): Promise<void> =>
      test.database.run(async () => {
        attempts += 1;
        await lock(first);
        holding += 1;
        if (holding === 2) open();
        await bothHoldOne;
        await lock(second);
      });
    await Promise.all([crossing('left', 'right'), crossing('right', 'left')]);
    expect(attempts).toBe(3);
  });

  it('accepts the service role and refuses one that owns the schema', async () => {
    await expect(assertDatabaseSettings(test.database)).resolves.toBeUndefined();
    const owner = await createDataSource(service, { url: test.adminUrl, poolMax: 2 }).initialize();
    await expect(assertDatabaseSettings(new Database(owner))).rejects.toThrow(UnsafeDatabaseError);
    await owner.destroy();
  });

  it('lets two starters migrate at once: each migration runs once', async () => {
    const ran: string[] = [];
    const once: ServiceDatabase = { service: 'churn', rows: [], migrations: [] };
    const start = (): Promise<void> =>
      migrate({
        adminUrl: test.adminUrl,
        databases: [once],
        passwords: {},
        onProgress: (message) => ran.push(message),
      });
    await Promise.all([start(), start()]);
    expect(ran.filter((message) => message.includes('IdempotencyKeys'))).toHaveLength(1);
  });
});
