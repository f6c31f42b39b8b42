import { gamma } from '#testing/buying-population';
import { seededRandom } from '../numeric/random.js';
import { fitGammaGamma, type GammaGammaFit } from './fit-gamma-gamma.js';
import type { History } from './history.js';
import { spendingOfOneKind } from './spending-test.js';

interface Population {
  readonly members: number;
  readonly seed: number;
  /** Shape of a day's value. */
  readonly p: number;
  /** Shape of the members' own levels; null: all have one. */
  readonly q: number | null;
  readonly frequencyMax?: number;
}

function spenders({ members, seed, p, q, frequencyMax = 12 }: Population): History[] {
  const random = seededRandom(seed);
  return Array.from({ length: members }, () => {
    const frequency = 1 + Math.floor(random() ** 2 * frequencyMax);
    const level = q === null ? p / 30 : gamma(q, random) / ((30 * (q - 1)) / p);
    return { frequency, recency: 1, age: 2, meanValue: gamma(p * frequency, random) / frequency / level };
  });
}

const alikeAs = (meanOf: (frequency: number, index: number) => number, members = 500): History[] =>
  Array.from({ length: members }, (_, index) => {
    const frequency = 1 + (index % 9);
    return { frequency, recency: 1, age: 2, meanValue: meanOf(frequency, index) };
  });

describe('fitGammaGamma', () => {
  it('finds the parameters of members who differ', () => {
    const fit = fitGammaGamma(spenders({ members: 8_000, seed: 3, p: 6, q: 4 })) as GammaGammaFit;
    expect(fit.degenerate).toBe(false);
    expect(fit.p / 6).toBeCloseTo(1, 0);
    expect(fit.q / 4).toBeCloseTo(1, 0);
    expect((fit.p * fit.v) / (fit.q - 1)).toBeCloseTo(30, 0);
  });

  it('scales with the currency and does not mind the order', () => {
    const histories = spenders({ members: 400, seed: 4, p: 3, q: 3 });
    const fit = fitGammaGamma(histories) as GammaGammaFit;
    expect(fitGammaGamma([...histories].reverse())).toEqual(fit);
    const inCents = histories.map((each) => ({ ...each, meanValue: 100 * each.meanValue }));
    const scaled = fitGammaGamma(inCents) as GammaGammaFit;
    expect(scaled.p).toBeCloseTo(fit.p, 6);
    expect(scaled.q).toBeCloseTo(fit.q, 6);
    expect(scaled.v / 100).toBeCloseTo(fit.v, 6);
    expect(scaled.logLikelihood).toBeCloseTo(fit.logLikelihood - 400 * Math.log(100), 6);
  });

  it.each([
    ['the same', alikeAs(() => 30)],
    ['the same but for rounding', alikeAs((_, index) => 30 + (index % 3) * 1e-9)],
    ['the same but for a cent', alikeAs((_, index) => (index % 2 === 0 ? 29.99 : 30.01))],
    ['as one gamma distribution says', spenders({ members: 23_570, seed: 5, p: 4, q: null })],
    [
      'as one gamma distribution says, each on one day',
      spenders({ members: 5_000, seed: 6, p: 2, q: null, frequencyMax: 1 }),
    ],
    ['almost the same every day', spenders({ members: 2_000, seed: 7, p: 5_000, q: null })],
    [
      'tiny amounts',
      spenders({ members: 300, seed: 8, p: 4, q: null }).map((each) => ({ ...each, meanValue: each.meanValue * 1e-9 })),
    ],
  ])('says that all spend alike, and what: %s', (_, histories) => {
    const days = histories.reduce((sum, { frequency }) => sum + frequency, 0);
    const value = histories.reduce((sum, { frequency, meanValue }) => sum + frequency * meanValue, 0);
    const fit = fitGammaGamma(histories);
    expect(fit).toMatchObject({ degenerate: true, n: histories.length });
    expect((fit as { meanValue: number }).meanValue / (value / days)).toBeCloseTo(1, 9);
  });

  it('stays within bounds where each member always spends the same', () => {
    const random = seededRandom(9);
    const own = alikeAs(() => 10 + 90 * random(), 2_000);
    const fit = fitGammaGamma(own) as GammaGammaFit;
    expect(fit.degenerate).toBe(false);
    for (const value of [fit.p, fit.q, fit.v, fit.logLikelihood]) expect(Number.isFinite(value)).toBe(true);
  });

  it('needs ten members who came back and spent', () => {
    const histories = spenders({ members: 9, seed: 1, p: 6, q: 4 });
    const nothing = { frequency: 3, recency: 1, age: 2, meanValue: 0 };
    expect(fitGammaGamma([...histories, nothing])).toBeUndefined();
  });
});

describe('spendingOfOneKind', () => {
  it('is standard normal where members are of one kind, and far from it where they are not', () => {
    const scores = Array.from({ length: 200 }, (_, seed) => {
      const histories = spenders({ members: 400, seed, p: 2.5, q: null });
      return spendingOfOneKind(histories.map((each) => ({ ...each, meanValue: each.meanValue / 30 }))).z;
    });
    const mean = scores.reduce((sum, z) => sum + z, 0) / scores.length;
    const deviation = Math.sqrt(scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / scores.length);
    expect(Math.abs(mean)).toBeLessThan(0.3);
    expect(deviation).toBeGreaterThan(0.8);
    expect(deviation).toBeLessThan(1.2);
    const different = spenders({ members: 400, seed: 1, p: 2.5, q: 5 });
    expect(spendingOfOneKind(different.map((each) => ({ ...each, meanValue: each.meanValue / 30 }))).z).toBeGreaterThan(
      5,
    );
  });
});
