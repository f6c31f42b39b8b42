import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compareCompletions, completionsOf } from './completions.js';
import { readOfferLog } from './offer-log.js';

const portfolio = [
  { id: 'o1', offer_type: 'bogo', difficulty: 10, reward: 5, duration: 7.0, channels: ['web'] },
  { id: 'o2', offer_type: 'discount', difficulty: 7, reward: 3, duration: 0.5 },
];
const profile = [{ id: 'm1', became_member_on: '20170212', age: 118 }, { id: 'm2' }];
const transcript = [
  { person: 'm1', event: 'offer received', value: { 'offer id': 'o1' }, time: 0 },
  { person: 'm1', event: 'offer viewed', value: { 'offer id': 'o1' }, time: 6 },
  { person: 'm3', event: 'transaction', value: { amount: 0.8300000000000001 }, time: 6 },
  { person: 'm3', event: 'transaction', value: { amount: 0.8300000000000001 }, time: 6 },
  { person: 'm1', event: 'offer completed', value: { offer_id: 'o1', reward: 5 }, time: 6 },
];

describe('readOfferLog', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepsake-offers-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(rows: readonly unknown[] = transcript) {
    const linesOf = (values: readonly unknown[]) => `${values.map((value) => JSON.stringify(value)).join('\n')}\n`;
    const paths = { portfolio: 'p.jsonl', profile: 'm.jsonl', transcript: 't.jsonl.gz' };
    const [p, m, t] = Object.values(paths).map((name) => join(folder, name)) as [string, string, string];
    await writeFile(p, linesOf(portfolio));
    await writeFile(m, linesOf(profile));
    await writeFile(t, gzipSync(linesOf(rows)));
    return readOfferLog({ portfolio: p, profile: m, transcript: t });
  }

  it('reads offers in cents and hours', async () => {
    const { offers } = await read();
    expect(offers).toEqual([
      { id: 'o1', kind: 'bogo', difficultyMinor: 1_000, rewardMinor: 500, durationHours: 168 },
      { id: 'o2', kind: 'discount', difficultyMinor: 700, rewardMinor: 300, durationHours: 12 },
    ]);
  });

  it('reads acts and keeps the answers apart from them', async () => {
    const { acts, completions, members } = await read();
    expect(acts.map(({ act }) => act)).toEqual([
      { type: 'received', offerId: 'o1' },
      { type: 'viewed', offerId: 'o1' },
      { type: 'purchase', amountMinor: 83 },
      { type: 'purchase', amountMinor: 83 },
    ]);
    expect(completions).toEqual([{ member: 'm1', offerId: 'o1', hour: 6 }]);
    expect([...members]).toEqual([
      ['m1', { joinedOn: '2017-02-12' }],
      ['m2', {}],
      ['m3', {}],
    ]);
  });

  it('gives the same rows the same ids in another order, and equal rows ids of their own', async () => {
    const ids = (await read()).acts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect((await read(transcript.toReversed())).acts.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it('names the line that it cannot read', async () => {
    const broken = [...transcript, { person: 'm1', event: 'offer received', value: { 'offer id': 'o9' }, time: 1 }];
    await expect(read(broken)).rejects.toThrow(/t\.jsonl\.gz:6: it names no offer/);
  });

  const datasets = process.env['KEEPSAKE_DATASETS'];
  (datasets ? it : it.skip)(
    'reads a real log, whose rules complete exactly what it lists (KEEPSAKE_DATASETS)',
    async () => {
      const [portfolioPath, profilePath, transcriptPath] = ['portfolio', 'profile_half', 'transcript_half'].map(
        (name) => join(datasets ?? '', `starbucks_${name}.jsonl.gz`),
      ) as [string, string, string];
      const log = await readOfferLog({ portfolio: portfolioPath, profile: profilePath, transcript: transcriptPath });
      const completions = completionsOf(log);
      const rewards = new Map(log.offers.map(({ id, rewardMinor }) => [id, rewardMinor]));
      expect(completions).toHaveLength(16_885);
      expect(completions.reduce((sum, { offerId }) => sum + (rewards.get(offerId) ?? 0), 0)).toBe(8_294_500);
      expect(compareCompletions(log.completions, completions)).toEqual({ missed: [], extra: [] });
    },
  );
});
