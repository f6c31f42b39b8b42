import { plattCalibration } from '../learning/calibration.js';
import { selectLabels, selectRows, type FeatureTable } from '../learning/feature-table.js';
import { stratifiedFolds } from '../learning/folds.js';
import { logistic, logit } from '../numeric/logistic.js';
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
  const calibrate = plattCalibration(leftOut, labels);
  const intercept = logit(calibrate(0));
  return { classifier: learner(table, labels, seed), slope: logit(calibrate(1)) - intercept, intercept };
}

export function probabilitiesOf(
  { classifier, slope, intercept }: CalibratedClassifier,
  table: FeatureTable,
): Float64Array {
  return logOddsOf(classifier, table).map((each) => logistic(slope * each + intercept));
}
