import fc from 'fast-check';
import { simulateBuyers } from '#testing/buying-population';
import { seededRandom, shuffled } from '../numeric/random.js';
import { minimise, type Objective } from '../numeric/minimise.js';
import { betaGeometricObjective } from './beta-geometric.js';
import { expectedWithCoins } from './coin-expectation.js';
import { integrateOverCoins } from './coin-integral.js';
import { fittedModelNames, type FittedModelName } from './buying-model.js';
import { buyingModel, fitBuyingModel, logLikelihood } from './fit-buying-model.js';
import { groupHistories } from './history-groups.js';
import type { History } from './history.js';
import { paretoObjective } from './pareto.js';

const histories = simulateBuyers({ customers: 600, random: seededRandom(7) });
const groups = groupHistories(histories);
const published = {
  bgnbd: { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 },
  mbgnbd: { r: 0.5248, alpha: 6.1831, a: 0.8914, b: 1.614 },
  pnbd: { r: 0.5533, alpha: 10.5777, s: 0.6062, beta: 11.6687 },
};

const anyHistory = fc
  .record({
    frequency: fc.integer({ min: 0, max: 1_000 }),
    age: fc.double({ min: 1, max: 1_000, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ frequency, age, share }): History => {
    return { frequency, age, recency: frequency === 0 ? 0 : age * share, meanValue: 0 };
  });

describe.each(fittedModelNames)('%s', (name: FittedModelName) => {
  const model = buyingModel(name, published[name]);

  it('keeps probabilities and expectations in order for any history', () => {
    fc.assert(
      fc.property(anyHistory, fc.double({ min: 0.01, max: 100, noNaN: true }), (history, horizon) => {
        const alive = model.probabilityAlive(history) ?? Number.NaN;
        const buys = model.probabilityOfBuying(history, horizon);
        const expected = model.expectedPurchases(history, horizon);
        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        expect(buys).toBeGreaterThanOrEqual(0);
        expect(buys).toBeLessThanOrEqual(alive * (1 + 1e-12));
        // Buying at all needs one purchase at least.
        expect(expected).toBeGreaterThanOrEqual(buys * (1 - 1e-9));
        expect(model.expectedPurchases(history, horizon * 2)).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
      }),
      { numRuns: 60 },
    );
  });

  it('gives 0 and a number, never NaN, where a power underflows', () => {
    const silent: History = { frequency: 1_000, recency: 10, age: 100, meanValue: 0 };
    expect(model.probabilityAlive(silent)).toBe(0);
    expect(model.probabilityOfBuying(silent, 52)).toBe(0);
    expect(model.expectedPurchases(silent, 52)).toBe(0);
    expect(Number.isFinite(logLikelihood(name, published[name], groupHistories([silent])))).toBe(true);
    expect(model.expectedPurchasesIfAlive(silent, 52)).toBeGreaterThan(0);
  });

  it('fits the same whatever the order of the members', () => {
    const order = shuffled(histories.length, seededRandom(3));
    const moved = groupHistories([...order].map((index) => histories[index]!));
    expect(fitBuyingModel(name, moved).parameters).toEqual(fitBuyingModel(name, groupHistories(histories)).parameters);
  });

  it('fits the same in another unit: times scale, the log-likelihood shifts by Σ x · ln k', () => {
    const inDays = histories.map((history) => ({ ...history, recency: history.recency * 7, age: history.age * 7 }));
    const [weeks, days] = [groupHistories(histories), groupHistories(inDays)].map((each) => fitBuyingModel(name, each));
    const purchases = histories.reduce((sum, { frequency }) => sum + frequency, 0);
    for (const [parameter, value] of Object.entries(weeks!.parameters)) {
      const scale = ['alpha', 'beta'].includes(parameter) ? 7 : 1;
      expect(days!.parameters[parameter]! / (value * scale)).toBeCloseTo(1, 6);
    }
    expect(days!.logLikelihood).toBeCloseTo(weeks!.logLikelihood - purchases * Math.log(7), 6);
  });

  it('has the gradient of its likelihood', () => {
    const objectives: Record<FittedModelName, Objective> = {
      bgnbd: betaGeometricObjective(groups, 0),
      mbgnbd: betaGeometricObjective(groups, 1),
      pnbd: paretoObjective(groups),
    };
    for (const parameters of [published[name], { r: 3, alpha: 0.5, a: 2, b: 0.3, s: 2, beta: 40 }]) {
      const names = Object.keys(published[name]);
      const at = Float64Array.from(names, (each) => Math.log((parameters as Record<string, number>)[each]!));
      const gradient = new Float64Array(4);
      objectives[name](at, gradient);
      for (const index of names.keys()) {
        const [above, below] = [1e-5, -1e-5].map((by) => {
          const moved = at.slice();
          moved[index]! += by;
          return objectives[name](moved, new Float64Array(4));
        });
        expect((above! - below!) / 2e-5).toBeCloseTo(gradient[index]!, 6);
      }
    }
  });
});

describe('mbgnbd', () => {
  it('finds the population that was simulated, within its standard errors', () => {
    const { estimate } = fitBuyingModel('mbgnbd', groups);
    const truth = Object.values(published.mbgnbd).map(Math.log);
    for (const [index, log] of estimate.logs.entries()) {
      expect(Math.abs(log - truth[index]!)).toBeLessThan(4 * Math.sqrt(estimate.covariance!.get(index, index)));
    }
  });

  it('does not jump where the published formula divides by a − 1', () => {
    const history: History = { frequency: 3, recency: 20, age: 30, meanValue: 0 };
    const [below, at, above] = [1 - 1e-7, 1, 1 + 1e-7].map((a) =>
      buyingModel('mbgnbd', { ...published.mbgnbd, a }).expectedPurchases(history, 39),
    );
    expect(at).toBeCloseTo((below! + above!) / 2, 9);
  });
});

describe('expectedWithCoins', () => {
  const between = (min: number, max: number) =>
    fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp);

  it('is the same as a sum and as an integral', () => {
    const tossers = fc.record({
      shape: between(1e-3, 1_000),
      rate: between(1, 100),
      a: between(1e-3, 1e4),
      b: between(0.1, 1e4),
    });
    fc.assert(
      fc.property(tossers, between(0.1, 100), (tosser, horizon) => {
        fc.pre((tosser.shape * horizon) / tosser.rate < 5_000);
        expect(integrateOverCoins(tosser, horizon) / expectedWithCoins(tosser, horizon)).toBeCloseTo(1, 7);
      }),
      { numRuns: 60 },
    );
  });

  it('goes on without a jump where the sum becomes too long', () => {
    const tosser = { shape: 2, rate: 0.1, a: 0.8, b: 2.5 };
    const [below, above] = [49.999, 50.001].map((horizon) => expectedWithCoins(tosser, horizon));
    expect(above! / below!).toBeGreaterThan(1);
    expect(above! / below!).toBeLessThan(1.0001);
  });
});

describe('minimise', () => {
  it('finds the bottom of a curved valley', () => {
    const rosenbrock: Objective = (at, gradient) => {
      const [x = 0, y = 0] = at;
      gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
      gradient[1] = 200 * (y - x * x);
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    };
    const { at } = minimise(rosenbrock, Float64Array.of(-1.2, 1), 1e-8);
    expect(at[0]).toBeCloseTo(1, 6);
    expect(at[1]).toBeCloseTo(1, 6);
  });
});
