import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { FakePlatform, problem } from '../testing/fake-platform.js';
import { exitCodes, replayFile } from './replay-file.js';
import type { ReplaySummary } from './summary.js';

describe('replayFile', () => {
  let folder: string;
  let platform: FakePlatform;
  let shown: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepsake-replay-'));
    platform = await FakePlatform.start();
    shown = '';
  });

  afterEach(async () => {
    await platform.stop();
    await rm(folder, { recursive: true });
  });

  const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';
  const rows = Array.from(
    { length: 30 },
    (_, index) =>
      `${100 + index},A,x,${index + 1},2011-01-${String(30 - index).padStart(2, '0')} 09:00:00,1.5,${index % 5 === 0 ? '' : index % 4},UK\n`,
  );

  async function replay(text = header + rows.join(''), { skipBad = false, isStopping = (): boolean => false } = {}) {
    const file = join(folder, 'receipts.csv');
    const jsonPath = join(folder, 'summary.json');
    await writeFile(file, text);
    const output = new Writable({
      write(chunk: Buffer, _, done) {
        shown += chunk.toString();
        done();
      },
    }) as unknown as NodeJS.WriteStream;
    const exitCode = await replayFile(
      {
        file,
        format: 'online-retail',
        currency: 'GBP',
        batchReceiptsMax: 4,
        skipBad,
        jsonPath,
        baseUrl: platform.baseUrl,
        key: 'ks_x.y',
      },
      { environment: {}, output, messages: output, isStopping },
    );
    const summary = JSON.parse(await readFile(jsonPath, 'utf8').catch(() => '{}')) as ReplaySummary;
    return { exitCode, summary };
  }

  it('enrolls, posts in time order, and finds the ledger agreeing', async () => {
    const { exitCode, summary } = await replay();
    expect(exitCode).toBe(exitCodes.verified);
    expect(summary).toMatchObject({
      receipts: 30,
      members: 4,
      memberPurchases: 24,
      anonymousPurchases: 6,
      points: [...platform.wallets.values()].reduce((sum, { earned }) => sum + earned, 0),
      currency: 'GBP',
      duplicates: 0,
      refused: [],
      verified: true,
      differences: [],
    });
    expect((summary.memberTotalMinor ?? 0) + (summary.anonymousTotalMinor ?? 0)).toBe(150 * 465);

    const bodies = [...platform.purchases.values()].map(({ body }) => body);
    for (const customer of ['0', '1', '2', '3']) {
      const own = bodies.filter(({ member }) => member === `external:${customer}`).map(({ occurredAt }) => occurredAt);
      expect(own).toEqual(own.toSorted());
      const enrollment = platform.requests.filter(
        ({ path, body }) => path === '/v1/members' && (body as { externalId: string }).externalId === customer,
      );
      expect(enrollment.map(({ body }) => body)).toEqual([
        { externalId: customer, channel: 'import', enrolledAt: own[0], ifExists: 'return' },
      ]);
    }
  });

  it('doubles nothing when it runs again, and verifies again', async () => {
    const first = await replay();
    const second = await replay();
    expect(second.exitCode).toBe(exitCodes.verified);
    expect(second.summary).toMatchObject({ points: first.summary.points, memberPurchases: 24, duplicates: 30 });
  });

  it('goes on where it was stopped', async () => {
    let windows = 0;
    const stopped = await replay(undefined, { isStopping: () => ++windows > 2 });
    expect(stopped.exitCode).toBe(exitCodes.stopped);
    expect(platform.purchases.size).toBeGreaterThan(0);
    expect(platform.purchases.size).toBeLessThan(30);
    const before = platform.purchases.size;
    const { exitCode, summary } = await replay();
    expect([exitCode, summary.duplicates, platform.purchases.size]).toEqual([exitCodes.verified, before, 30]);
  });

  it('counts only the file’s own purchases of members who earn elsewhere too', async () => {
    await replay();
    for (const wallet of platform.wallets.values()) {
      wallet.earned += 500;
      wallet.entries.push({ kind: 'EARN', delta: 500, purchaseId: 'elsewhere' });
    }
    expect(await replay()).toMatchObject({ exitCode: exitCodes.verified });
    expect(platform.requests.filter(({ path }) => path.includes('/entries'))).toHaveLength(4);
  });

  it('tells which member’s ledger differs, by id only', async () => {
    await replay();
    const [wallet] = platform.wallets.values();
    if (!wallet) throw new Error('No member was enrolled');
    wallet.earned -= 1;
    wallet.entries.pop();
    const { exitCode, summary } = await replay();
    expect(exitCode).toBe(exitCodes.different);
    expect(summary).toMatchObject({ verified: false, differences: [{ memberId: wallet.memberId }] });
    expect(shown).toContain(`member ${wallet.memberId}: answered`);
    expect(shown).not.toContain('external:');
  });

  it('lists refused receipts with their lines, and posts the rest', async () => {
    platform.refuse = ({ transactionId }) =>
      transactionId === '101-1'
        ? { status: 422, code: 'unknown_currency', detail: 'Not a currency.', retryable: false }
        : undefined;
    const { exitCode, summary } = await replay();
    expect(exitCode).toBe(exitCodes.different);
    expect(summary.refused).toEqual([
      { transactionId: '101-1', code: 'unknown_currency', detail: 'Not a currency.', lines: { first: 3, last: 3 } },
    ]);
    expect(summary.memberPurchases + summary.anonymousPurchases).toBe(29);
    expect(shown).toContain('line 3 101-1 unknown_currency: Not a currency.');
  });

  it('refuses the receipts of a member who cannot be enrolled, without posting them', async () => {
    platform.intercept = ({ path, body }) =>
      path === '/v1/members' && (body as { externalId: string }).externalId === '2'
        ? problem(410, 'member_erased')
        : undefined;
    const { exitCode, summary } = await replay();
    expect(exitCode).toBe(exitCodes.different);
    expect(new Set(summary.refused.map(({ code }) => code))).toEqual(new Set(['member_erased']));
    expect(platform.recorded.filter((id) => id.endsWith('-2'))).toEqual([]);
  });

  it('ends at once when the key may not enroll', async () => {
    platform.intercept = ({ path }) => (path === '/v1/members' ? problem(403, 'forbidden') : undefined);
    await expect(replay()).rejects.toThrow('The API refused to enroll: 403 forbidden');
    expect(platform.purchases.size).toBe(0);
  });

  it('posts nothing from a file with bad lines, unless told to leave them out', async () => {
    const bad = `${header}${rows.join('')}200,A,x,many,2011-01-01 09:00:00,1,1,UK\n`;
    expect((await replay(bad)).exitCode).toBe(exitCodes.nothingDone);
    expect(shown).toContain('Line 32: Quantity must be a whole number.');
    expect(platform.requests).toEqual([]);
    const { exitCode, summary } = await replay(bad, { skipBad: true });
    expect([exitCode, summary.skippedReceipts, platform.purchases.size]).toEqual([exitCodes.verified, 1, 30]);
  });
});
