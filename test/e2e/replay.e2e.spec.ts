import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

interface Credentials {
  readonly baseUrl: string;
  readonly keys: { readonly pos: string };
}

interface Summary {
  readonly memberPurchases: number;
  readonly members: number;
  readonly points: number;
  readonly memberTotalMinor: number;
  readonly anonymousPurchases: number;
  readonly anonymousTotalMinor: number;
  readonly duplicates: number;
  readonly refused: readonly unknown[];
  readonly differences: readonly unknown[];
  readonly verified: boolean;
}

/** What a file must give, worked out here by other means than the replay's own. */
interface Expected {
  readonly memberPurchases: number;
  readonly memberTotalMinor: number;
  readonly anonymousPurchases: number;
  readonly anonymousTotalMinor: number;
  /** Points by CustomerID. */
  readonly points: ReadonlyMap<string, number>;
}

const READS_AT_ONCE = 25;
const POLL_MS = 20;

describe('npm run replay', () => {
  let credentials: Credentials;
  let folder: string;

  beforeAll(async () => {
    credentials = JSON.parse(readFileSync(process.env['KEEPSAKE_TEST_CREDENTIALS'] ?? '', 'utf8')) as Credentials;
    folder = await mkdtemp(join(tmpdir(), 'keepsake-replay-e2e-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  function start(file: string, format: string) {
    const jsonPath = join(folder, 'summary.json');
    const script = join(import.meta.dirname, '..', '..', 'scripts', 'run.mjs');
    const child = spawn(process.execPath, [script, 'scripts/replay', file, '--format', format, '--json', jsonPath], {
      env: { ...process.env, NODE_OPTIONS: '', KEEPSAKE_URL: credentials.baseUrl, KEEPSAKE_KEY: credentials.keys.pos },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = new Promise<{ exitCode: number | null; output: string }>((resolve) =>
      child.on('close', (exitCode) => resolve({ exitCode, output })),
    );
    return { child, ended, readSummary: async () => JSON.parse(await readFile(jsonPath, 'utf8')) as Summary };
  }

  async function run(file: string, format = 'online-retail'): Promise<Summary> {
    const { ended, readSummary } = start(file, format);
    const { exitCode, output } = await ended;
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) as string });
    return readSummary();
  }

  async function get(path: string): Promise<Response> {
    return fetch(credentials.baseUrl + path, { headers: { authorization: `Bearer ${credentials.keys.pos}` } });
  }

  /** CustomerIDs whose points at the gateway are not the expected ones. */
  async function wrongBalances(points: ReadonlyMap<string, number>): Promise<unknown[]> {
    const wrong: unknown[] = [];
    const queue = points.entries();
    const worker = async () => {
      for (const [customer, expected] of queue) {
        const response = await get(`/v1/members/${encodeURIComponent(`external:${customer}`)}/points`);
        const { available, lifetimeEarned } = (await response.json()) as { available: number; lifetimeEarned: number };
        if (available !== expected || lifetimeEarned !== expected)
          wrong.push({ customer, expected, available, lifetimeEarned });
      }
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, worker));
    return wrong;
  }

  function summaryOf(expected: Expected, duplicates: number) {
    const { points, ...counts } = expected;
    return {
      ...counts,
      members: points.size,
      points: [...points.values()].reduce((sum, earned) => sum + earned, 0),
      duplicates,
      refused: [],
      differences: [],
      verified: true,
    };
  }

  it('posts a small file, and doubles nothing the second time', async () => {
    const file = join(folder, 'small.csv');
    await writeFile(
      file,
      [
        'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
        'E2E2,A,"Cup, blue",3,2010-12-02 10:00:00,2.555,E2E900001,UK',
        'E2E1,A,Cup,1,2010-12-01 10:00:00,1.99,E2E900001,UK',
        'CE2E3,A,Cup,-1,2010-12-03 10:00:00,1.99,E2E900001,UK',
        'E2E4,B,Plate,2,2010-12-04 10:00:00,5,E2E900002,UK',
        'E2E4,C,Gift,1,2010-12-04 10:00:00,0,E2E900002,UK',
        'E2E5,B,Plate,1,2010-12-05 10:00:00,5,,UK',
      ].join('\n'),
    );
    // 3 × 2.56 = 7.68 → 7 points, 1.99 → 1 point; 2 × 5.00 → 10 points.
    const expected: Expected = {
      memberPurchases: 3,
      memberTotalMinor: 768 + 199 + 1_000,
      anonymousPurchases: 1,
      anonymousTotalMinor: 500,
      points: new Map([
        ['E2E900001', 8],
        ['E2E900002', 10],
      ]),
    };
    expect(await run(file)).toMatchObject(summaryOf(expected, 0));
    expect(await wrongBalances(expected.points)).toEqual([]);
    expect(await run(file)).toMatchObject(summaryOf(expected, 4));
    expect(await wrongBalances(expected.points)).toEqual([]);
  }, 60_000);

  it('verifies a member who earned elsewhere too, from Keepsake’s own CSV', async () => {
    const header = 'transactionId,occurredAt,member,currency,sku,quantity,unitPriceMinor';
    const [before, after] = ['before.csv', 'after.csv'].map((name) => join(folder, name));
    await writeFile(before ?? '', `${header}\nE2E-K1,2020-01-01T10:00:00Z,external:E2E900003,CNY,A,1,1500\n`);
    await writeFile(after ?? '', `${header}\nE2E-K2,2020-01-02T10:00:00Z,external:E2E900003,CNY,A,1,2500\n`);
    expect(await run(before ?? '', 'keepsake')).toMatchObject({ points: 15, verified: true });
    expect(await run(after ?? '', 'keepsake')).toMatchObject({ points: 25, verified: true });
    expect(await run(before ?? '', 'keepsake')).toMatchObject({ points: 15, duplicates: 1, verified: true });
    expect(await wrongBalances(new Map([['E2E900003', 40]]))).toEqual([]);
  }, 60_000);

  const datasets = process.env['KEEPSAKE_DATASETS'];
  const itWithData = datasets ? it : it.skip;
  itWithData(
    'replays seven months of a real retailer, stopped once in between (KEEPSAKE_DATASETS)',
    async () => {
      const file = join(datasets ?? '', 'online_retail_to_2011-06-30.csv.gz');
      const expected = expectationOf(gunzipSync(readFileSync(file)).toString());
      expect(summaryOf(expected, 0)).toMatchObject({
        memberPurchases: 8_802,
        members: 2_960,
        points: 3_989_695,
        memberTotalMinor: 399_380_565,
        anonymousPurchases: 857,
        anonymousTotalMinor: 83_266_084,
      });

      const stopped = start(file, 'online-retail');
      // Stopped as soon as its first receipt is there, and the rest is not.
      while (stopped.child.exitCode === null && (await get('/v1/purchases/536365-17850')).status !== 200) {
        await pause(POLL_MS);
      }
      stopped.child.kill('SIGINT');
      expect((await stopped.ended).exitCode).toBe(130);

      const second = await run(file);
      expect(second).toMatchObject(summaryOf(expected, second.duplicates));
      expect(second.duplicates).toBeGreaterThan(0);
      expect(second.duplicates).toBeLessThan(9_659);
      expect(await wrongBalances(expected.points)).toEqual([]);

      expect(await run(file)).toMatchObject(summaryOf(expected, 9_659));
      expect(await wrongBalances(expected.points)).toEqual([]);
    },
    240_000,
  );
});

/** Reads the real file in the plainest way: a regular expression for the cells, and prices in millionths. */
function expectationOf(text: string): Expected {
  const receipts = new Map<string, { customer: string; totalMinor: number }>();
  for (const line of text.split(/\r?\n/).slice(1)) {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? '');
    const [invoice = '', , , quantity = '', , price = '', customer = ''] = cells;
    if (invoice === '' || invoice.startsWith('C') || Number(quantity) <= 0 || Number(price) <= 0) continue;
    const pence = Math.floor((Math.round(Number(price) * 1e6) + 5_000) / 10_000);
    const id = `${invoice}/${customer}`;
    const receipt = receipts.get(id) ?? { customer, totalMinor: 0 };
    receipts.set(id, receipt);
    receipt.totalMinor += Number(quantity) * pence;
  }
  const points = new Map<string, number>();
  const totals = { memberPurchases: 0, memberTotalMinor: 0, anonymousPurchases: 0, anonymousTotalMinor: 0 };
  for (const { customer, totalMinor } of receipts.values()) {
    if (customer === '') {
      totals.anonymousPurchases++;
      totals.anonymousTotalMinor += totalMinor;
      continue;
    }
    totals.memberPurchases++;
    totals.memberTotalMinor += totalMinor;
    points.set(customer, (points.get(customer) ?? 0) + Math.floor(totalMinor / 100));
  }
  return { ...totals, points };
}
