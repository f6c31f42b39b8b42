import fc from 'fast-check';
import { logistic } from '../numeric/logistic.js';
import { seededRandom } from '../numeric/random.js';
import { bootstrapInterval } from './bootstrap.js';
import { fitBoostedTrees } from './boosted-trees.js';
import { fitCalibrated } from './calibrated.js';
import { isotonicCalibration, plattCalibration } from './calibration.js';
import type { FeatureTable } from './feature-table.js';
import { stratifiedFolds } from './folds.js';
import { fitLogistic } from './logistic-regression.js';
import { auc, brier, calibrationTable, ece, quality } from './metrics.js';
import { encodeColumns } from './one-hot.js';

/** Two features that matter (one by a step), one that does not, and some missing values. */
function sample(members: number, seed: number): { table: FeatureTable; labels: Uint8Array; truth: Float64Array } {
  const random = seededRandom(seed);
  const slope = Float64Array.from({ length: members }, () => 4 * random() - 2);
  const step = Float64Array.from({ length: members }, () => random());
  const noise = Float64Array.from({ length: members }, () => (random() < 0.1 ? Number.NaN : random()));
  const truth = slope.map((value, member) => logistic(value + ((step[member] ?? 0) > 0.7 ? 2 : -1)));
  const labels = Uint8Array.from(truth, (probability) => Number(random() < probability));
  return { table: { names: ['slope', 'step', 'noise'], columns: [slope, step, noise], members }, labels, truth };
}

describe('metrics', () => {
  it('counts ties half, and is unmoved by any rising change of the scores', () => {
    expect(auc(Float64Array.of(1, 2, 2, 3), Uint8Array.of(0, 1, 0, 1))).toBe(0.875);
    expect(auc(Float64Array.of(5, 5), Uint8Array.of(0, 1))).toBe(0.5);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 2 }), (members) => {
        const labels = Uint8Array.from(members, ([, label]) => Number(label));
        const scores = Float64Array.from(members, ([score]) => score);
        expect(auc(scores.map(Math.exp), labels)).toBe(auc(scores, labels));
      }),
    );
  });

  it('measures the distance of probabilities from what came', () => {
    const [probabilities, labels] = [Float64Array.of(0.05, 0.05, 0.95, 1), Uint8Array.of(0, 1, 1, 1)];
    expect(brier(probabilities, labels)).toBeCloseTo((0.0025 + 0.9025 + 0.0025) / 4, 12);
    expect(ece(probabilities, labels)).toBeCloseTo(0.5 * 0.45 + 0.5 * 0.025, 12);
    expect(calibrationTable(probabilities, labels).map(({ from, n }) => [from, n])).toEqual([
      [0, 2],
      [0.9, 2],
    ]);
  });
});

describe('learners', () => {
  const { table, labels } = sample(800, 1);
  const unseen = sample(1_500, 2);

  it.each([
    ['logistic regression', fitLogistic, 0.1],
    ['boosted trees', fitBoostedTrees, 0.06],
  ] as const)('%s finds what matters, calibrated, on members it has not seen', (_, learner, errorMax) => {
    const model = fitCalibrated(
      (...args) => (learner as typeof fitBoostedTrees)(args[0], args[1], args[2]),
      table,
      labels,
      9,
    );
    const probabilities = model.probabilities(unseen.table);
    const best = quality(unseen.truth, unseen.labels);
    const ours = quality(probabilities, unseen.labels);
    expect(ours.auc).toBeGreaterThan(best.auc - errorMax);
    expect(ours.ece).toBeLessThan(0.08);
  });

  it('logistic regression follows a line no further than it has seen, unless told to', () => {
    const far = { names: ['x'], columns: [Float64Array.of(1, 1_000)], members: 2 };
    const near: FeatureTable = { names: ['x'], columns: [Float64Array.of(-1, -1, 0, 1, 1, 1)], members: 6 };
    const outcome = Uint8Array.of(0, 0, 1, 0, 1, 1);
    const [seen, beyond] = fitLogistic(near, outcome).logOdds(far);
    expect(beyond).toBe(seen);
    const [here, followed] = fitLogistic(near, outcome, 'followed').logOdds(far);
    expect(followed).toBeGreaterThan(here!);
  });

  it('boosted trees are the same for the same seed and differ for another', () => {
    const first = fitBoostedTrees(table, labels, 4).logOdds(table);
    expect(fitBoostedTrees(table, labels, 4).logOdds(table)).toEqual(first);
    expect(fitBoostedTrees(table, labels, 5).logOdds(table)).not.toEqual(first);
  });
});

describe('calibration', () => {
  it('isotonic rises, meets the overall rate and is never certain', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.boolean()), { minLength: 1 }), (members) => {
        const scores = Float64Array.from(members, ([score]) => score / 4);
        const calibrate = isotonicCalibration(
          scores,
          Uint8Array.from(members, ([, label]) => Number(label)),
        );
        const curve = Array.from({ length: 49 }, (_, step) => calibrate(-6 + step / 4));
        expect(curve.every((probability) => probability > 0 && probability < 1)).toBe(true);
        expect(curve.every((probability, step) => step === 0 || probability >= curve[step - 1]! - 1e-12)).toBe(true);
      }),
    );
  });

  it('Platt takes back a claim that is twice too strong', () => {
    const random = seededRandom(8);
    const honest = Float64Array.from({ length: 5_000 }, () => 4 * random() - 2);
    const labels = Uint8Array.from(honest, (odds) => Number(random() < logistic(odds)));
    const calibrate = plattCalibration(
      honest.map((odds) => 2 * odds),
      labels,
    );
    for (const odds of [-2, 0, 1]) expect(calibrate(2 * odds)).toBeCloseTo(logistic(odds), 1);
  });
});

describe('folds and intervals', () => {
  it('spreads both outcomes evenly over the folds', () => {
    const labels = Uint8Array.from({ length: 103 }, (_, index) => Number(index < 21));
    const folds = stratifiedFolds(labels, 5, 1);
    for (let fold = 0; fold < 5; fold++) {
      const hits = labels.filter((label, index) => label === 1 && folds[index] === fold).length;
      expect([4, 5]).toContain(hits);
    }
  });

  it('bootstrap holds the mean of what it was drawn from', () => {
    const values = Float64Array.from({ length: 400 }, (_, index) => index % 2);
    const mean = (sample: Int32Array): number => sample.reduce((sum, index) => sum + values[index]!, 0) / sample.length;
    const { low, high } = bootstrapInterval(400, mean, { seed: 1, repetitions: 100 })!;
    expect(low).toBeCloseTo(0.45, 1);
    expect(high).toBeCloseTo(0.55, 1);
    expect(bootstrapInterval(400, () => Number.NaN, { seed: 1 })).toBeUndefined();
  });
});

describe('encodeColumns', () => {
  it('keeps numbers, marks what is missing, and splits words', () => {
    const { names, columns } = encodeColumns([
      { name: 'age', values: ['1', ' ', '2.5'] },
      { name: 'plan', values: ['b', 'a', 'c'] },
    ]);
    expect(names).toEqual(['age', 'plan=b', 'plan=c']);
    expect(columns.map((column) => [...column])).toEqual([
      [1, Number.NaN, 2.5],
      [1, 0, 0],
      [0, 0, 1],
    ]);
  });
});
