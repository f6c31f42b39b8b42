import { simulateBuyers } from '#testing/buying-population';
import { seededRandom } from '../numeric/random.js';
import { fittedModelNames } from './buying-model.js';
import { buyingModel } from './fit-buying-model.js';
import type { GammaGammaFit } from './fit-gamma-gamma.js';
import { expectedValue } from './gamma-gamma.js';
import { historyAt, type History } from './history.js';
import { neighbourhood, probabilityInterval } from './interval.js';
import { discountedPurchases } from './lifetime-value.js';
import { trainBuyingModel, type TrainedBuyingModel } from './train-buying-model.js';

function train(...args: Parameters<typeof trainBuyingModel>): TrainedBuyingModel {
  const trained = trainBuyingModel(...args);
  if ('unavailable' in trained) throw new Error(trained.unavailable);
  return trained;
}

const leavers = simulateBuyers({ customers: 600, random: seededRandom(1) });
const stayers = simulateBuyers({ customers: 400, random: seededRandom(1), leaving: null, r: 2, alpha: 8 });

describe('trainBuyingModel', () => {
  it.each(fittedModelNames)('finds %s sound where members leave, and predicts with it', (name) => {
    const { degeneracies, used, fit } = train(name, leavers);
    expect(degeneracies).toEqual([]);
    expect(used).toBe(fit);
  });

  it.each(fittedModelNames)('finds %s degenerate where nobody leaves, and shows no P(alive)', (name) => {
    const { degeneracies, used } = train(name, stayers);
    expect(degeneracies).toContain('no_gain_over_nbd');
    expect(degeneracies).toContain('everyone_alive');
    expect(used.name).toBe('nbd');
    expect(buyingModel(used.name, used.parameters).probabilityAlive(stayers[0]!)).toBeUndefined();
  });

  it('names what is missing', () => {
    const once: History = { frequency: 0, recency: 0, age: 10, meanValue: 0 };
    const back: History = { frequency: 1, recency: 5, age: 10, meanValue: 20 };
    const of = (histories: History[]) => trainBuyingModel('mbgnbd', histories);
    expect(of([])).toEqual({ unavailable: 'no_members' });
    expect(of([{ ...once, age: 0 }])).toEqual({ unavailable: 'no_elapsed_time' });
    expect(of(Array.from({ length: 500 }, () => once))).toEqual({ unavailable: 'one_time_buyers' });
    const withReturning = (count: number) => [
      ...Array.from({ length: 500 }, () => once),
      ...Array.from({ length: count }, () => back),
    ];
    expect(of(withReturning(9))).toEqual({ unavailable: 'too_little_data' });
    expect(of(withReturning(10))).toMatchObject({ isThin: true });
    expect(train('mbgnbd', leavers).isThin).toBe(false);
  });

  it('fits spending to who came back and spent', () => {
    const { spending } = train('mbgnbd', leavers);
    expect(spending?.n).toBe(leavers.filter(({ frequency }) => frequency > 0).length);
    const { p, q, v } = spending as GammaGammaFit;
    // Little is known of who came back once, so the mean of all members counts for more.
    const [once, often] = [1, 30].map((frequency) => expectedValue({ p, q, v }, { frequency, meanValue: 100 })!);
    expect(once).toBeLessThan(often!);
    expect(often).toBeLessThan(100);
    expect(expectedValue({ p, q: 1, v }, { frequency: 0, meanValue: 0 })).toBeUndefined();
  });
});

describe('probabilityInterval', () => {
  it('holds the estimate, is wider on less data and stays within 0 and 1', () => {
    const history: History = { frequency: 2, recency: 20, age: 35, meanValue: 10 };
    const widths = [leavers.slice(0, 150), leavers].map((members) => {
      const hood = neighbourhood(train('mbgnbd', members).fit)!;
      const probability = hood.centre.probabilityOfBuying(history, 13);
      const { low, high } = probabilityInterval(hood, (model) => model.probabilityOfBuying(history, 13));
      expect(low).toBeGreaterThan(0);
      expect(low).toBeLessThan(probability);
      expect(high).toBeGreaterThan(probability);
      expect(high).toBeLessThan(1);
      return high - low;
    });
    expect(widths[1]).toBeLessThan(widths[0]!);
  });

  it('gives none where the likelihood is flat', () => {
    const { fit } = train('mbgnbd', leavers);
    expect(neighbourhood({ ...fit, estimate: { ...fit.estimate, covariance: undefined } })).toBeUndefined();
  });
});

describe('discountedPurchases', () => {
  const atOneARate = (t: number): number => t;

  it('is the expectation itself without interest, and less with it', () => {
    const terms = { horizon: 50, period: 4, ratePerPeriod: 0 };
    expect(discountedPurchases(atOneARate, terms)).toBeCloseTo(50, 12);
    const discounted = discountedPurchases(atOneARate, { ...terms, ratePerPeriod: 0.01 });
    // ∫ 1.01^(−t/4) dt over 50, the continuous limit.
    expect(discounted).toBeCloseTo((4 / Math.log(1.01)) * (1 - 1.01 ** (-50 / 4)), 2);
  });

  it('takes the last period as long as it is', () => {
    expect(discountedPurchases(atOneARate, { horizon: 5, period: 4, ratePerPeriod: 0.1 })).toBeCloseTo(
      4 * 1.1 ** -0.5 + 1.1 ** -1.125,
      12,
    );
  });
});

describe('historyAt', () => {
  const days = [
    { day: 10, value: 99 },
    { day: 17, value: 20 },
    { day: 31, value: 40 },
  ];

  it.each([
    [9, undefined],
    [10, { frequency: 0, recency: 0, age: 0, meanValue: 0 }],
    [16, { frequency: 0, recency: 0, age: 6 / 7, meanValue: 0 }],
    [17, { frequency: 1, recency: 1, age: 1, meanValue: 20 }],
    [38, { frequency: 2, recency: 3, age: 4, meanValue: 30 }],
  ])('sees nothing after day %i', (endDay, expected) => {
    expect(historyAt(days, endDay, 'week')).toEqual(expected);
  });
});
