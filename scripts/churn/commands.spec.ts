import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBaskets } from './basket-file.js';
import { parseDay } from './calendar-day.js';
import { parseCommandLine, UsageError } from './command.js';
import { csvLine } from './csv-line.js';
import { readParameters } from './fitted-parameters.js';
import { holdoutOf } from './holdout.js';
import { readPurchases } from './purchase-file.js';
import { checkCdnow } from './reproduce/check-cdnow.js';
import { checkGroceries } from './reproduce/check-groceries.js';
import { checkReferences } from './reproduce/check-references.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'churn-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(folder, 'input.csv');
  await writeFile(path, content);
  return path;
}

describe('readPurchases', () => {
  const rows = ['b,2026-01-05,10.10', 'a,2026-01-02,20.2', 'a,2026-01-01,5', 'b,2026-01-05,0.05'];
  const day = (text: string): number => parseDay(text)!;
  const expected = {
    firstDay: day('2026-01-01'),
    lastDay: day('2026-01-05'),
    members: [
      {
        member: 'a',
        days: [
          { day: day('2026-01-01'), value: 5 },
          { day: day('2026-01-02'), value: 20.2 },
        ],
      },
      { member: 'b', days: [{ day: day('2026-01-05'), value: 10.15 }] },
    ],
  };

  it('adds up a day exactly, in any order, plain or gzip, with or without header', async () => {
    const header = 'member,date,value';
    expect(await readPurchases(await fileOf([header, ...rows].join('\n')))).toEqual(expected);
    expect(await readPurchases(await fileOf(gzipSync([...rows].reverse().join('\r\n'))))).toEqual(expected);
    const turned = [
      'value,shop,member,date',
      ...rows.map((row) => row.split(',')).map(([m, d, v]) => `${v},x,${m},${d}T23:59:59`),
    ];
    expect(await readPurchases(await fileOf(turned.join('\n')))).toEqual(expected);
  });

  it('names every bad row by file and line', async () => {
    const path = await fileOf(
      [
        'member,date,value',
        'a,2026-01-01,1',
        ',2026-01-01,1',
        'a,2026-02-30,1',
        'a,2026-01-01,1e3',
        'a,2026-01-01,-1',
        'a,2026-01-01',
      ].join('\n'),
    );
    await expect(readPurchases(path)).rejects.toThrow(
      [
        `${path}:3: member is empty`,
        `${path}:4: date must be a day such as 2026-11-21, not "2026-02-30"`,
        `${path}:5: value must be a decimal number, 0 or more, not "1e3"`,
        `${path}:6: value must be a decimal number, 0 or more, not "-1"`,
        `${path}:7: has 2 cells where the first line has 3`,
        '5 bad rows, nothing was computed.',
      ].join('\n'),
    );
  });

  it.each([
    ['', 'the file is empty'],
    ['member,date,value\n', 'there is no purchase in it'],
    ['member,when\na,2026-01-01\n', 'the header lacks date'],
    ['member,date,value\n"a,2026-01-01,1\n', ':2: a quote is opened and never closed'],
  ])('refuses %j', async (content, message) => {
    await expect(readPurchases(await fileOf(content))).rejects.toThrow(message);
  });
});

describe('readParameters', () => {
  const coins = { r: 0.2, alpha: 4, a: 0.8, b: 2.4 };

  it('takes a whole fit or bare parameters, and the fallback of a degenerate fit', async () => {
    const fit = { model: 'bgnbd', params: coins, gammaGamma: { p: 6, q: 4, v: 15, n: 9 }, degenerate: false };
    expect(await readParameters(JSON.stringify(fit), undefined)).toEqual({
      model: 'bgnbd',
      parameters: coins,
      gammaGamma: { p: 6, q: 4, v: 15 },
      isFallback: false,
    });
    expect(await readParameters(JSON.stringify(coins), 'mbgnbd')).toMatchObject({ model: 'mbgnbd', parameters: coins });
    const fallback = { model: 'nbd', params: { r: 1, alpha: 9 } };
    expect(await readParameters(JSON.stringify({ ...fit, degenerate: true, fallback }), undefined)).toMatchObject({
      model: 'nbd',
      parameters: fallback.params,
      isFallback: true,
    });
  });

  it('takes the mean value where all spend alike', async () => {
    const spending = { degenerate: true, meanValue: 29.9, n: 500, fallback: 'mean_value' };
    const fit = { model: 'bgnbd', params: coins, gammaGamma: null, spending, degenerate: false };
    expect(await readParameters(JSON.stringify(fit), undefined)).toMatchObject({
      gammaGamma: undefined,
      meanValue: 29.9,
    });
  });

  it.each([
    [{ model: 'bgnbd', params: { ...coins, r: 0 } }, 'r must be a number above 0, not 0'],
    [{ model: 'xyz', params: coins }, 'model must be one of'],
    [coins, 'names no model'],
    [{ model: 'pnbd', params: coins }, 's must be a number above 0, not missing'],
    [{ model: 'bgnbd', params: null, unavailable: 'one_time_buyers' }, 'is no fit: one_time_buyers'],
  ])('refuses %j', async (fit, message) => {
    await expect(readParameters(JSON.stringify(fit), undefined)).rejects.toThrow(message);
  });
});

describe('readBaskets', () => {
  it('takes a line for a basket, and leaves empty cells out', async () => {
    const path = await fileOf(gzipSync('whole milk, cream cheese ,,\n\ntea,"a, b"\n'));
    expect(await readBaskets(path)).toEqual([
      ['whole milk', 'cream cheese'],
      ['tea', 'a, b'],
    ]);
  });
});

describe('the command line', () => {
  it('knows its options, and one file', () => {
    expect(parseCommandLine(['f.csv', '--cut', 'x'], ['cut'])).toMatchObject({ file: 'f.csv', values: { cut: 'x' } });
    expect(() => parseCommandLine(['--cutt', 'x'], ['cut'])).toThrow(UsageError);
    expect(() => parseCommandLine(['a', 'b'], [])).toThrow('b is too much');
  });

  it.each([
    ['2026-11-21', 20_778],
    ['20261121', 20_778],
    ['2026-11-21 23:59', 20_778],
    ['2026-13-01', undefined],
    ['21.11.2026', undefined],
  ])('reads %s as a day', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });

  it('quotes what CSV must', () => {
    expect(csvLine(['a,b', 'say "x"', 0, undefined])).toBe('"a,b","say ""x""",0,\n');
  });
});

describe('holdoutOf', () => {
  it('compares what came after calibration, by what was before', () => {
    const members = [
      { member: 'a', days: [0, 7, 14, 21, 40].map((day) => ({ day, value: 1 })) },
      { member: 'b', days: [3, 30].map((day) => ({ day, value: 1 })) },
      { member: 'later', days: [{ day: 25, value: 1 }] },
    ];
    const half = { expectedPurchases: () => 0.5 } as unknown as Parameters<typeof holdoutOf>[1];
    expect(holdoutOf(members, half, { calibrationEnd: 14, observationEnd: 28, unit: 'week' })).toEqual({
      duration: 2,
      n: 2,
      actual: 1,
      expected: 1,
      byFrequency: [
        { x: 0, n: 1, actual: 0, expected: 0.5 },
        { x: 2, n: 1, actual: 1, expected: 0.5 },
      ],
    });
  });
});

describe('published values', () => {
  const failing = (checks: { holds: boolean }[]) => checks.filter(({ holds }) => !holds);
  const withFile = (name: string) => {
    const path = join(process.env['KEEPSAKE_DATASETS'] ?? '', name);
    return { it: process.env['KEEPSAKE_DATASETS'] && existsSync(path) ? it : it.skip, path };
  };

  it('predictions at given parameters agree to 1e-6', () => {
    expect(failing(checkReferences())).toEqual([]);
  });

  const cdnow = withFile('cdnow_sample.txt.gz');
  cdnow.it('fits of the CDNOW sample agree (cdnow_sample.txt.gz)', async () => {
    expect(failing(await checkCdnow(cdnow.path))).toEqual([]);
  });

  const groceries = withFile('groceries_baskets.csv.gz');
  groceries.it('rules of the Groceries baskets agree (groceries_baskets.csv.gz)', async () => {
    expect(failing(await checkGroceries(groceries.path))).toEqual([]);
  });
});
