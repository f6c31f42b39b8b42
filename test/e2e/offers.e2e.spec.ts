import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Caller, readTestCredentials } from './support/platform-under-test.js';

const timeoutMs = 120_000;

const portfolio = [
  { id: 'bogo-10', offer_type: 'bogo', difficulty: 10, reward: 10, duration: 1 },
  { id: 'discount-7', offer_type: 'discount', difficulty: 7, reward: 3, duration: 2 },
  { id: 'news', offer_type: 'informational', difficulty: 0, reward: 0, duration: 3 },
];
const received = (person: string, time: number, offer: string) => ({
  person,
  event: 'offer received',
  value: { 'offer id': offer },
  time,
});
const viewed = (person: string, time: number, offer: string) => ({
  ...received(person, time, offer),
  event: 'offer viewed',
});
const bought = (person: string, time: number, amount: number) => ({
  person,
  event: 'transaction',
  value: { amount },
  time,
});
const completed = (person: string, time: number, offer: string) => ({
  person,
  event: 'offer completed',
  value: { offer_id: offer },
  time,
});

/** Both ends of a window, the same offer twice at once, a sum over purchases, an offer between two purchases, and one not received. */
const transcript = [
  bought('ann', 0, 20),
  received('ann', 0, 'bogo-10'),
  completed('ann', 0, 'bogo-10'),
  received('ann', 6, 'discount-7'),
  viewed('ann', 7, 'discount-7'),
  bought('ann', 12, 3.5),
  bought('ann', 54, 3.5),
  completed('ann', 54, 'discount-7'),
  received('bob', 0, 'bogo-10'),
  received('bob', 0, 'news'),
  bought('bob', 1, 10),
  received('bob', 2, 'bogo-10'),
  bought('bob', 3, 10.01),
  completed('bob', 3, 'bogo-10'),
  completed('bob', 3, 'bogo-10'),
  received('bob', 4, 'bogo-10'),
  bought('bob', 28.5, 99),
  bought('cat', 5, 50),
];

describe('campaigns from the outside', () => {
  let baseUrl: string;
  let key: string;
  let folder: string;

  beforeAll(async () => {
    const credentials = await readTestCredentials();
    baseUrl = credentials.baseUrl;
    const operator = new Caller(baseUrl, credentials.keys.admin);
    // A programme of its own: its campaigns are nobody else's.
    const program = { code: `offers-${randomUUID().slice(0, 8)}`, name: 'Offers', currency: 'USD', timeZone: 'UTC' };
    const { body } = await operator.post('/v1/programs', program);
    key = (body as { keys: { admin: string } }).keys.admin;
    folder = await mkdtemp(join(tmpdir(), 'keepsake-offers-e2e-'));
    const linesOf = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await writeFile(join(folder, 'portfolio.jsonl'), linesOf(portfolio));
    await writeFile(
      join(folder, 'profile.jsonl'),
      linesOf([{ id: 'ann', became_member_on: '20190212' }, { id: 'dan' }]),
    );
    await writeFile(join(folder, 'transcript.jsonl.gz'), gzipSync(linesOf(transcript)));
    await writeFile(join(folder, 'wrong.jsonl'), linesOf([...transcript, completed('cat', 5, 'bogo-10')]));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run(script: string, args: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
    const main = join(import.meta.dirname, '..', '..', 'scripts', 'run.mjs');
    const access = ['--base-url', baseUrl, '--key', key];
    const child = spawn(process.execPath, [main, `scripts/${script}`, ...access, ...args], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { exitCode, output };
  }

  const oracle = async (transcriptFile: string, ...args: string[]) => {
    const files = { portfolio: 'portfolio.jsonl', profile: 'profile.jsonl', transcript: transcriptFile };
    const named = Object.entries(files).flatMap(([name, file]) => [`--${name}`, join(folder, file)]);
    const { exitCode, output } = await run('oracle-offers', [...named, ...args]);
    return { exitCode, result: JSON.parse(output.trim().split('\n').at(-1) ?? '') as unknown };
  };

  it(
    'completes exactly what the log says, again when it is sent again, shuffled and redelivered',
    async () => {
      const asLogged = { exitCode: 0, result: { completions: 4, rewardMinor: 3_300, missed: 0, extra: 0 } };
      expect(await oracle('transcript.jsonl.gz')).toEqual(asLogged);
      expect(await oracle('transcript.jsonl.gz', '--shuffle-seed', '3', '--redeliver', '0.5')).toEqual(asLogged);
      expect(await oracle('wrong.jsonl')).toEqual({
        exitCode: 1,
        result: { completions: 4, rewardMinor: 3_300, missed: 1, extra: 0 },
      });
    },
    timeoutMs,
  );

  it(
    'shows what a draft would change of the past',
    async () => {
      const operator = new Caller(baseUrl, key);
      const response = await fetch(`${baseUrl}/v1/campaigns/twice/draft`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          title: { en: 'Twice', zh: '双倍' },
          trigger: 'purchase',
          effect: { type: 'multiplier', times: 2 },
          caps: [{ per: 'purchase', points: 20 }],
        }),
      });
      const { contentHash } = (await response.json()) as { contentHash: string };
      expect(response.headers.get('etag')).toBe(`"${contentHash}"`);
      const check = await operator.post('/v1/campaigns/twice/draft/check');
      expect(check.body).toMatchObject({ contentHash, version: 1, publishedVersion: null, findings: [] });

      const json = join(folder, 'backtest.json');
      const args = ['--draft', 'twice', '--from', '2020-01-01', '--to', '2020-02-01', '--json', json];
      const { exitCode, output } = await run('campaigns-backtest', args);
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringContaining('difference') as string });
      // ann 20 + 4 + 4 (twice 3.5 are 7 points, 3 without it), bob 10 + 10 + 99 → 20 at most a purchase, cat 50 → 20.
      expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
        purchases: 7,
        members: 3,
        winners: 3,
        losers: 0,
        published: { points: 3_300 + 195 },
        drafted: { points: 3_300 + 195 + 28 + 40 + 20 },
      });

      expect((await operator.post('/v1/campaigns/twice/publish', { contentHash: 'another' })).status).toBe(409);
      expect((await operator.post('/v1/campaigns/twice/publish', { contentHash })).body).toMatchObject({ version: 1 });
      expect((await operator.post('/v1/campaigns/twice/pause')).body).toMatchObject({ status: 'paused' });
    },
    timeoutMs,
  );
});
