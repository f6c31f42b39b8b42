import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '#testing/test-database';
import { type BinaryRow, Repeated } from './binary-row.js';
import { Snapshot } from './snapshot.js';

const uuid = '01939d2e-0000-7000-8000-0000000000ff';

class CreateNumbers1000000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE numbers (number bigint)');
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

describe('a snapshot', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ service: 'points', rows: [], migrations: [CreateNumbers1000000000001] });
    await test.database.query('INSERT INTO numbers SELECT generate_series(1, 10)');
  });
  afterAll(() => test.close());

  const readAll = async <Row>(sql: string, decode: (row: BinaryRow) => Row, pageMax = 3): Promise<Row[]> =>
    Snapshot.read(test.database, (snapshot) => drain(snapshot.pages({ sql, decode, pageMax })));

  async function drain<Row>(next: () => Promise<readonly Row[]>): Promise<Row[]> {
    const rows: Row[] = [];
    for (let page = await next(); page.length > 0; page = await next()) rows.push(...page);
    return rows;
  }

  it('gives every row once, whatever the page', async () => {
    const numbers = (pageMax: number) =>
      readAll('SELECT number FROM numbers ORDER BY number', (row) => row.integer(), pageMax);
    for (const pageMax of [1, 9, 10, 11]) expect(await numbers(pageMax)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await readAll('SELECT number FROM numbers WHERE number < 0', (row) => row.integer())).toEqual([]);
  });

  it('reads each kind of column as it is', async () => {
    const sql = `SELECT '${uuid}'::uuid, '会员'::text, -7::smallint, 7::integer, -5000000000, '\\xab01'::bytea,
      '1999-12-31 23:59:59.999Z'::timestamptz, '2026-11-21 10:15:00.000001+08'::timestamptz,
      NULL::uuid, NULL::text, NULL::bigint, NULL::bytea, NULL::timestamptz`;
    const [row] = await readAll(sql, (columns) => [
      ...[columns.uuid(), columns.text(), columns.integer(), columns.integer(), columns.integer(), columns.hexOrNull()],
      ...[columns.instantMs(), columns.instantMs(), columns.uuidOrNull(), columns.textOrNull()],
      ...[columns.integerOrNull(), columns.hexOrNull(), columns.instantMsOrNull()],
    ]);
    const before2000 = Date.parse('1999-12-31T23:59:59.999Z');
    expect(row).toEqual([
      uuid,
      '会员',
      -7,
      7,
      -5_000_000_000,
      'ab01',
      before2000,
      Number.NaN,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('gives the same object for columns that repeat, and what comes behind them', async () => {
    const kept = new Repeated<{ tens: number; name: string | null }>();
    const rows = await readAll(
      `SELECT number / 5, CASE WHEN number < 8 THEN 'n' END, number FROM numbers ORDER BY number`,
      (row) => ({
        head: row.repeated(2, kept, () => ({ tens: row.integer(), name: row.textOrNull() })),
        number: row.integer(),
      }),
    );
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(rows.map(({ head }) => `${head.tens}${head.name}`)).toEqual([
      ...['0n', '0n', '0n', '0n', '1n', '1n', '1n', '1null', '1null', '2null'],
    ]);
    expect(new Set(rows.map(({ head }) => head)).size).toBe(4);
  });

  it('sees in all its reads what was there at its start', async () => {
    const numbers = await Snapshot.read(test.database, async (snapshot) => {
      const pages = snapshot.pages({ sql: 'SELECT number FROM numbers', decode: (row) => row.integer(), pageMax: 100 });
      await test.database.query('INSERT INTO numbers VALUES (11)');
      return drain(pages);
    });
    expect(numbers).toHaveLength(10);
  });

  it('throws what the server and the decoder say, and leaves a read that nobody finishes', async () => {
    await expect(readAll('SELECT 1 / (number - 5) FROM numbers', (row) => row.integer())).rejects.toThrow('zero');
    await expect(readAll('SELECT NULL::uuid', (row) => row.uuid())).rejects.toThrow('never NULL');
    const first = await Snapshot.read(test.database, (snapshot) =>
      snapshot.pages({ sql: 'SELECT generate_series(1, 1e6)::bigint', decode: (row) => row.integer(), pageMax: 2 })(),
    );
    expect(first.slice(0, 2)).toEqual([1, 2]);
  });
});
