import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readReceipts } from './read-receipts.js';

describe('keepsake formats', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepsake-formats-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function read(content: string | Buffer) {
    const path = join(folder, 'receipts');
    await writeFile(path, content);
    return readReceipts(path, { format: 'keepsake', currency: 'GBP' });
  }

  const header =
    'transactionId,occurredAt,member,storeId,channel,currency,sku,name,category,quantity,unitPriceMinor,discountMinor,lineTotalMinor,kind';

  it('reads CSV, lines of a receipt anywhere, empty cells left out', async () => {
    const { receipts, problems } = await read(
      [
        header,
        'T2,2026-11-21T10:15:00+08:00,card:6220001,S01,pos,CNY,CAT-FOOD,Cat food,pet-food,2,12000,100,,',
        'T1,2026-11-21T01:00:00Z,,,,,HAM,,,0.250,8000,,2000,product',
        'T2,2026-11-21T10:15:00+08:00,card:6220001,S01,pos,CNY,TOY,,,1,1900,,,',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(receipts.map(({ body }) => body)).toEqual([
      {
        transactionId: 'T1',
        occurredAt: '2026-11-21T01:00:00Z',
        currency: 'GBP',
        totalMinor: 2_000,
        items: [{ line: 1, sku: 'HAM', quantity: 0.25, unitPriceMinor: 8_000, lineTotalMinor: 2_000, kind: 'product' }],
      },
      {
        transactionId: 'T2',
        occurredAt: '2026-11-21T10:15:00+08:00',
        member: 'card:6220001',
        storeId: 'S01',
        channel: 'pos',
        currency: 'CNY',
        totalMinor: 25_800,
        items: [
          {
            line: 1,
            sku: 'CAT-FOOD',
            name: 'Cat food',
            category: 'pet-food',
            quantity: 2,
            unitPriceMinor: 12_000,
            discountMinor: 100,
          },
          { line: 2, sku: 'TOY', quantity: 1, unitPriceMinor: 1_900 },
        ],
      },
    ]);
    expect(receipts[1]?.lines).toEqual({ first: 2, last: 4 });
  });

  const good = [
    'T1',
    '2026-11-21T01:00:00Z',
    'card:1',
    'S01',
    'pos',
    'CNY',
    'HAM',
    'Ham',
    'food',
    '1',
    '800',
    '0',
    '',
    '',
  ];
  it.each([
    ['transactionId', 0, ''],
    ['transactionId', 0, 'x'.repeat(65)],
    ['occurredAt', 1, '2026-11-21T01:00:00'],
    ['occurredAt', 1, '2026-02-30T01:00:00Z'],
    ['channel', 4, 'fax'],
    ['sku', 6, ''],
    ['quantity', 9, '0'],
    ['quantity', 9, '-1'],
    ['quantity', 9, '1.2345'],
    ['lineTotalMinor', 9, '1.5'],
    ['unitPriceMinor', 10, '8.00'],
    ['discountMinor', 11, '-1'],
    ['kind', 13, 'gift'],
  ])('names the column of a bad %s', async (column, position, value) => {
    const { problems, receipts } = await read([header, good.with(position, value).join(',')].join('\n'));
    expect(problems).toEqual([{ line: 2, column, message: expect.any(String) as string }]);
    expect(receipts).toEqual([]);
  });

  it('refuses lines of one receipt that do not agree', async () => {
    const { problems } = await read([header, good.join(','), good.with(2, 'card:2').join(',')].join('\n'));
    expect(problems).toEqual([{ line: 3, column: 'member', message: 'differs from the first line of its receipt' }]);
  });

  it('refuses a header with a column it does not know', async () => {
    await expect(read(`${header},colour\n`)).rejects.toThrow('unknown columns: colour');
  });

  const body = {
    transactionId: 'N1',
    occurredAt: '2026-11-21T10:15:00+08:00',
    currency: 'CNY',
    totalMinor: 100,
    items: [{ line: 1, sku: 'A', quantity: 1, unitPriceMinor: 100 }],
  };

  it('reads NDJSON as it stands, packed or not, whatever its name', async () => {
    const extra = { ...body, transactionId: 'N2', occurredAt: '2026-11-20T10:15:00+08:00', metadata: { till: 'old' } };
    const text = `\uFEFF${JSON.stringify(body)}\r\n\n${JSON.stringify(extra)}`;
    for (const content of [text, gzipSync(text)]) {
      const { receipts, problems } = await read(content);
      expect(problems).toEqual([]);
      expect(receipts.map((receipt) => receipt.body)).toEqual([extra, body]);
      expect(receipts.map(({ lines }) => lines.first)).toEqual([3, 1]);
    }
  });

  it.each([
    ['{"transactionId"', undefined],
    ['[1]', undefined],
    [JSON.stringify({ ...body, transactionId: 7 }), 'transactionId'],
    [JSON.stringify({ ...body, occurredAt: 'yesterday' }), 'occurredAt'],
    [JSON.stringify({ ...body, member: 7 }), 'member'],
    [JSON.stringify({ ...body, totalMinor: 1.5 }), 'totalMinor'],
    [JSON.stringify({ ...body, items: {} }), 'items'],
  ])('names the line of %s', async (text, column) => {
    const { problems } = await read(`${JSON.stringify(body)}\n${text}\n`);
    expect(problems).toEqual([{ line: 2, column, message: expect.any(String) as string }]);
  });

  it('does not take a damaged archive for a short file', async () => {
    const packed = gzipSync(`${JSON.stringify(body)}\n`.repeat(5_000));
    await expect(read(packed.subarray(0, packed.length - 200))).rejects.toThrow('unexpected end of file');
    const csv = gzipSync(`${header}\n${`${good.join(',')}\n`.repeat(5_000)}`);
    await expect(read(csv.subarray(0, csv.length - 200))).rejects.toThrow('unexpected end of file');
  });
});
