import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readOnlineRetail } from './online-retail.js';
import { readReceipts } from './read-receipts.js';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

function read(...rows: string[]) {
  return readOnlineRetail(Readable.from([[header, ...rows].join('\r\n')]), 'GBP');
}

async function bodiesOf(...rows: string[]) {
  const { receipts, problems } = await read(...rows);
  expect(problems).toEqual([]);
  return receipts.map(({ body }) => body);
}

describe('readOnlineRetail', () => {
  it('makes one receipt of an invoice and customer, with what was sold', async () => {
    const [body, ...others] = await bodiesOf(
      '536365,85123A,"HEART, ""WHITE""",6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
      '536365,71053,LANTERN,1,2010-12-01 08:26:00,3.395,17850,United Kingdom',
    );
    expect(others).toEqual([]);
    expect(body).toEqual({
      transactionId: '536365-17850',
      storeId: 'ONLINE',
      member: 'external:17850',
      occurredAt: '2010-12-01T08:26:00Z',
      channel: 'web',
      currency: 'GBP',
      totalMinor: 1_870,
      items: [
        { line: 1, sku: '85123A', name: 'HEART, "WHITE"', quantity: 6, unitPriceMinor: 255 },
        { line: 2, sku: '71053', name: 'LANTERN', quantity: 1, unitPriceMinor: 340 },
      ],
    });
  });

  it('leaves out cancellations, lines without quantity and lines without price', async () => {
    const bodies = await bodiesOf(
      'C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527,UK',
      '536380,A,Gone,-2,2010-12-01 09:41:00,1,14527,UK',
      '536380,B,Nothing,0,2010-12-01 09:41:00,1,14527,UK',
      '536380,C,Free,3,2010-12-01 09:41:00,0.0,14527,UK',
      '536380,D,Adjusted,1,2010-12-01 09:41:00,-11.5,14527,UK',
      '536380,E,A fraction of a penny,1,2010-12-01 09:41:00,0.001,14527,UK',
    );
    expect(bodies.map(({ items }) => items.map(({ sku }) => sku))).toEqual([['E']]);
    expect(bodies[0]?.totalMinor).toBe(0);
  });

  it('keeps the customers of one invoice apart, and an empty one anonymous', async () => {
    const bodies = await bodiesOf(
      '1,A,x,1,2010-12-01 09:00:00,1,7,UK',
      '1,A,x,1,2010-12-01 09:00:00,1,8,UK',
      '1,A,x,1,2010-12-01 09:00:00,1,,UK',
    );
    expect(bodies.map(({ transactionId, member }) => [transactionId, member])).toEqual([
      ['1-7', 'external:7'],
      ['1-8', 'external:8'],
      ['1', undefined],
    ]);
  });

  it('reads London times, winter and summer, and takes the first of two', async () => {
    const bodies = await bodiesOf(
      '1,A,x,1,2010-12-01 09:00:00,1,7,UK',
      '2,A,x,1,2011-06-30 09:00:00,1,7,UK',
      '2,B,x,1,2011-06-30 09:01:00,1,7,UK',
      '3,A,x,1,6/30/2011 9:05,1,7,UK',
    );
    expect(bodies.map(({ occurredAt }) => occurredAt)).toEqual([
      '2010-12-01T09:00:00Z',
      '2011-06-30T08:00:00Z',
      '2011-06-30T08:05:00Z',
    ]);
    expect(bodies[1]?.items).toHaveLength(2);
  });

  it('puts receipts into time order, and keeps the lines of the file', async () => {
    const { receipts } = await read(
      '2,A,x,1,2011-01-02 09:00:00,1,7,UK',
      '1,A,x,1,2011-01-01 09:00:00,1,7,UK',
      '2,B,x,1,2011-01-02 09:00:00,1,7,UK',
    );
    expect(receipts.map(({ body, lines }) => [body.transactionId, lines])).toEqual([
      ['1-7', { first: 3, last: 3 }],
      ['2-7', { first: 2, last: 4 }],
    ]);
  });

  it('keeps a description within what the API takes', async () => {
    const [body] = await bodiesOf(
      '1,A,,1,2011-01-02 09:00:00,1,7,UK',
      `1,B,${'x'.repeat(256)},1,2011-01-02 09:00:00,1,7,UK`,
      `1,C,${'x'.repeat(257)},1,2011-01-02 09:00:00,1,7,UK`,
      `1,D,${'x'.repeat(255)}\u{1F431},1,2011-01-02 09:00:00,1,7,UK`,
    );
    expect(body?.items.map(({ name }) => name?.length)).toEqual([undefined, 256, 256, 255]);
  });

  it.each([
    ['Quantity', '1,A,x,1.5,2011-01-02 09:00:00,1,7,UK'],
    ['UnitPrice', '1,A,x,1,2011-01-02 09:00:00,1e1,7,UK'],
    ['InvoiceDate', '1,A,x,1,2011-02-30 09:00:00,1,7,UK'],
    ['StockCode', '1,,x,1,2011-01-02 09:00:00,1,7,UK'],
    ['CustomerID', '1,A,x,1,2011-01-02 09:00:00,1,7-8,UK'],
    ['InvoiceNo', ',A,x,1,2011-01-02 09:00:00,1,7,UK'],
    [undefined, '1,A,x,1,2011-01-02 09:00:00,1,7'],
  ])('names line and column of a bad %s, and leaves its receipt out whole', async (column, bad) => {
    const { receipts, problems, skippedReceipts } = await read(
      '1,B,x,1,2011-01-02 09:00:00,1,7,UK',
      '2,B,x,1,2011-01-02 09:00:00,1,7,UK',
      bad,
    );
    expect(problems).toEqual([{ line: 4, column, message: expect.any(String) as string }]);
    const isWhose = bad.startsWith('1,') && column !== 'CustomerID';
    expect(receipts.map(({ body }) => body.transactionId)).toEqual(isWhose ? ['2-7'] : ['1-7', '2-7']);
    expect(skippedReceipts).toBe(1);
  });

  it('refuses a file without its columns, or with broken quotes', async () => {
    await expect(readOnlineRetail(Readable.from(['a,b\n1,2\n']), 'GBP')).rejects.toThrow('the header lacks InvoiceNo');
    await expect(readOnlineRetail(Readable.from(['']), 'GBP')).rejects.toThrow('The file is empty');
    await expect(read('1,A,x,1,2011-01-02 09:00:00,1,7,UK', '1,A,"x,1,2011-01-02 09:00:00,1,7,UK')).rejects.toThrow(
      'Line 3: a quote',
    );
  });

  const itWithData = process.env['KEEPSAKE_DATASETS'] ? it : it.skip;
  itWithData(
    'finds the published totals in the real file (KEEPSAKE_DATASETS)',
    async () => {
      const path = join(process.env['KEEPSAKE_DATASETS'] ?? '', 'online_retail_to_2011-06-30.csv.gz');
      const { receipts, problems } = await readReceipts(path, { format: 'online-retail', currency: 'GBP' });
      const ofMembers = receipts.map(({ body }) => body).filter(({ member }) => member !== undefined);
      const anonymous = receipts.map(({ body }) => body).filter(({ member }) => member === undefined);
      const sum = (totals: number[]) => totals.reduce((left, right) => left + right, 0);
      expect({
        problems: problems.length,
        memberPurchases: ofMembers.length,
        members: new Set(ofMembers.map(({ member }) => member)).size,
        points: sum(ofMembers.map(({ totalMinor }) => Math.floor(totalMinor / 100))),
        pence: sum(ofMembers.map(({ totalMinor }) => totalMinor)),
        anonymousPurchases: anonymous.length,
        anonymousPence: sum(anonymous.map(({ totalMinor }) => totalMinor)),
        ids: new Set(receipts.map(({ body }) => body.transactionId)).size,
        linesMax: Math.max(...ofMembers.map(({ items }) => items.length)),
      }).toEqual({
        problems: 0,
        memberPurchases: 8_802,
        members: 2_960,
        points: 3_989_695,
        pence: 399_380_565,
        anonymousPurchases: 857,
        anonymousPence: 83_266_084,
        ids: 9_659,
        linesMax: expect.any(Number) as number,
      });
    },
    60_000,
  );
});
