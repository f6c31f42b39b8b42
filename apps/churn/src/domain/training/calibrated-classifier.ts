import { selectLabels, selectRows, type FeatureTable } from '../learning/feature-table.js';
import { stratifiedFolds } from '../learning/folds.js';
import { fitLogistic } from '../learning/logistic-regression.js';
import { logistic } from '../numeric/logistic.js';
import type { StoredLearner } from './fit-stored.js';
import { logOddsOf, type StoredClassifier } from './stored-classifier.js';

/** A classifier with how far to believe it: p = 1 / (1 + e^−(slope · log odds + intercept)). */
export interface CalibratedClassifier {
  readonly classifier: StoredClassifier;
  readonly slope: number;
  readonly intercept: number;
}

const foldsCount = 5;

/** Learns on all members; calibrated (Platt) on predictions for members that were left out. */
export function fitCalibratedClassifier(
  learner: StoredLearner,
  table: FeatureTable,
  labels: Uint8Array,
  seed: number,
): CalibratedClassifier {
  const folds = stratifiedFolds(labels, foldsCount, seed);
  const leftOut = new Float64Array(table.members);
  const every = Int32Array.from(folds.keys());
  for (let fold = 0; fold < foldsCount; fold++) {
    const [inside, outside] = [every.filter((row) => folds[row] === fold), every.filter((row) => folds[row] !== fold)];
    const classifier = learner(selectRows(table, outside), selectLabels(labels, outside), seed);
    const predicted = logOddsOf(classifier, selectRows(table, inside));
    for (const [index, row] of inside.entries()) leftOut[row] = predicted[index] ?? 0;
  }
  return { classifier: learner(table, labels, seed), ...plattLine(leftOut, labels) };
}

/**
 * The straight line of Platt's calibration, in numbers that can be stored; followed beyond the scores that were seen, as a model
 * that has learnt from more members claims more.
 * Source: Platt (1999), Probabilistic outputs for support vector machines.
 */
function plattLine(logOdds: Float64Array, labels: Uint8Array): { slope: number; intercept: number } {
  const line = fitLogistic({ names: ['logOdds'], columns: [logOdds], members: logOdds.length }, labels, 'followed');
  const ends = { names: ['logOdds'], columns: [Float64Array.of(0, 1)], members: 2 };
  const [intercept = 0, one = 0] = line.logOdds(ends);
  return { slope: one - intercept, intercept };
}

export function probabilitiesOf(
  { classifier, slope, intercept }: CalibratedClassifier,
  table: FeatureTable,
): Float64Array {
  return logOddsOf(classifier, table).map((each) => logistic(slope * each + intercept));
}
