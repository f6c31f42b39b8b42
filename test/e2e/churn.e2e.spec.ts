import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './support/eventually.js';
import { Caller, readTestCredentials } from './support/platform-under-test.js';
import { receiptOver } from './support/receipts.js';

const timeoutMs = 180_000;
const dayMs = 86_400_000;
const membersCount = 120;

const assessment = `query Churn($ref: String!) {
  member(ref: $ref) { churn {
    score level churnProbability impact urgency interval { low high level } horizonDays expectedPurchases
    clv { amountMinor currency } expectedLoss { amountMinor } reasons { feature contribution text } flags
    percentilesFrom modelVersion scoredAt unavailable history(first: 5) { score level }
    summary { repeatDays lastAt }
  } }
}`;
const card = '{ program { churnModel { version model n baseRate candidates { name auc } calibration { n } } } }';

/** A number in [0, 1) by place: the same population at every run. */
const drawn = (place: number): number => Math.abs(Math.sin(place) * 10_000) % 1;

describe('the churn of a programme', () => {
  let baseUrl: string;
  let adminKey: string;
  let operator: Caller;
  let member: Caller;
  let memberIds: string[];

  beforeAll(async () => {
    const { keys, memberToken, ...platform } = await readTestCredentials();
    baseUrl = platform.baseUrl;
    // A programme of its own: the others expect that no model is trained.
    const code = `churn-${randomUUID().slice(0, 8)}`;
    const program = { code, name: 'Churn', currency: 'CNY', timeZone: 'Asia/Shanghai' };
    const { body } = await new Caller(baseUrl, keys.admin).post('/v1/programs', program);
    adminKey = body.keys.admin;
    operator = new Caller(baseUrl, adminKey);
    member = new Caller(baseUrl, memberToken);
    memberIds = await populate(operator);
  }, timeoutMs);

  const churnOf = async (ref: string) => {
    const { body } = await operator.query(assessment, { ref });
    expect(body.errors).toBeUndefined();
    return body.data.member.churn;
  };

  it(
    'is trained by one call that answers the card, and told of a member with its reasons',
    async () => {
      const [memberId = ''] = memberIds;
      expect(await churnOf(memberId)).toMatchObject({ score: null, unavailable: 'model_not_trained', reasons: [] });

      const trained = await operator.post('/v1/churn/models', { horizonDays: 60, waitSeconds: 60 });
      expect(trained).toMatchObject({
        status: 201,
        body: { version: 'v1', status: 'champion', horizonDays: 60, decision: 'promote', scored: membersCount },
      });
      expect(trained.body.n).toBeGreaterThan(50);
      expect((await operator.get('/v1/churn/models')).body.data).toMatchObject([{ version: 'v1', status: 'champion' }]);
      expect((await operator.query(card)).body.data.program.churnModel).toMatchObject({ version: 'v1' });

      const churn = await churnOf(memberId);
      expect(churn).toMatchObject({ modelVersion: 'v1', horizonDays: 60, unavailable: null });
      const { interval } = churn;
      const churnProbability = Number(churn.churnProbability);
      const contributions: number[] = churn.reasons.map(({ contribution }: { contribution: number }) => contribution);
      const sum = contributions.reduce((total, contribution) => total + contribution, 0);
      expect(sum).toBeCloseTo(40 * churnProbability + 35 * Number(churn.impact) + 25 * Number(churn.urgency), 6);
      expect(churn.score).toBe(Math.floor(sum + 0.5));
      expect(interval.low).toBeLessThanOrEqual(churnProbability);
      expect(interval.high).toBeGreaterThanOrEqual(churnProbability);
      expect(churn.history).toMatchObject([{ score: churn.score, level: churn.level }]);

      const purchase = receiptOver(120, { member: memberId, transactionId: `CHURN-${randomUUID()}` });
      expect((await operator.post('/v1/purchases', purchase)).status).toBe(201);
      await eventually(async () => {
        expect((await churnOf(memberId)).churnProbability).toBeLessThan(churnProbability);
      });
    },
    timeoutMs,
  );

  it(
    'is watched by part of the programme, and counted',
    async () => {
      const risk = await operator.get('/v1/churn/risk?by=store');
      expect(risk.body.data).toMatchObject([{ name: 'S01', members: membersCount }]);
      expect((await operator.get('/v1/churn/alerts')).status).toBe(200);
      expect(await operator.post(`/v1/churn/alerts/${randomUUID()}/acknowledge`)).toMatchObject({ status: 404 });

      const levels = (await operator.get('/v1/metrics/risk')).body.data;
      expect(levels.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(membersCount);
      const year = new Date().getUTCFullYear();
      const rate = await operator.get(`/v1/metrics/repurchase-rate?grain=year&from=${year - 2}-01-01`);
      expect(rate.body.data.filter(({ part }: { part: string }) => part === 'all').length).toBeGreaterThan(0);
      expect(await operator.get('/v1/metrics/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
    timeoutMs,
  );

  it(
    'is trained by the command that the documentation has for pasting',
    async () => {
      const page = await readFile('docs/churn.md', 'utf8');
      const command =
        /^```sh\n(credentials=[\s\S]*?)^```$/m.exec(page.slice(page.indexOf('## The service')))?.[1] ?? '';
      // Of this file's own programme, whose members buy today, not in 2011.
      const folder = await mkdtemp(join(tmpdir(), 'churn-'));
      await writeFile(join(folder, 'credentials.json'), JSON.stringify({ baseUrl, keys: { admin: adminKey } }));
      const { stdout } = await promisify(execFile)('bash', ['-c', command.replace(/"asOf": "[^"]*",/, '')], {
        env: { ...process.env, KEEPSAKE_DATA_DIR: folder, NODE_OPTIONS: '' },
      });
      await rm(folder, { recursive: true });
      expect(JSON.parse(stdout)).toMatchObject({ status: 'challenger', horizonDays: 60, scored: membersCount });
    },
    timeoutMs,
  );

  const itWithData = process.env['KEEPSAKE_DATASETS'] ? it : it.skip;
  itWithData(
    'recommends what is bought next at least 1.3 times as often as what is popular (KEEPSAKE_DATASETS)',
    async () => {
      const page = await readFile('docs/churn.md', 'utf8');
      const command = /^npm run -s churn:recommendations -- .*$/m.exec(page)?.[0] ?? '';
      const ofFolder = command.replace('online_retail', '"$KEEPSAKE_DATASETS"/online_retail');
      const { stdout } = await promisify(execFile)('bash', ['-c', ofFolder], {
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      expect(page).toContain(stdout);
      expect(JSON.parse(stdout).ratio).toBeGreaterThanOrEqual(1.3);
    },
    timeoutMs,
  );

  it('is not shown to a member', async () => {
    const { body } = await member.query('{ me { id churn { score } } program { churnModel { id } } }');
    expect(body.data).toMatchObject({ me: { churn: null }, program: { churnModel: null } });
    expect(body.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code)).toEqual([
      'forbidden',
      'forbidden',
    ]);
    expect((await member.post('/v1/churn/models', {})).status).toBe(403);
  });
});

/** Members who buy at their own pace and leave at their own time, posted by the public interface. */
async function populate(operator: Caller): Promise<string[]> {
  const ids: string[] = [];
  const purchases: Record<string, unknown>[] = [];
  for (let index = 0; index < membersCount; index++) {
    const joinedAgeDays = 200 + 150 * drawn(index);
    const enrolled = await operator.post('/v1/members', {
      card: `CHURN${randomUUID()}`,
      channel: 'pos',
      enrolledAt: daysAgo(joinedAgeDays),
    });
    expect(enrolled.status).toBe(201);
    ids.push(enrolled.body.id);
    const gapDays = 8 + 30 * drawn(index + 0.5);
    let nth = 0;
    for (let age = joinedAgeDays; age > 1; age -= gapDays * (0.3 + 1.4 * drawn(31 * index + ++nth))) {
      purchases.push(
        receiptOver(50 + Math.floor(100 * drawn(nth)), { member: enrolled.body.id, occurredAt: daysAgo(age) }),
      );
      if (drawn(index + 77 * nth) < 0.12) break;
    }
  }
  for (let from = 0; from < purchases.length; from += 400) {
    const { body } = await operator.post('/v1/purchases/batch', { purchases: purchases.slice(from, from + 400) });
    const refused = body.results.filter(({ status }: { status: number }) => status !== 201);
    expect(refused).toEqual([]);
  }
  await eventually(async () => {
    const last = await Promise.all(ids.slice(-5).map((ref) => operator.query(assessment, { ref })));
    for (const { body } of last) expect(body.data.member.churn.summary.lastAt).not.toBeNull();
  }, 60_000);
  return ids;
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString();
}
