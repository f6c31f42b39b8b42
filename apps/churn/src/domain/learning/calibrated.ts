import { isotonicCalibration, plattCalibration, type Calibration } from './calibration.js';
import type { Learner } from './classifier.js';
import { selectLabels, selectRows, type FeatureTable } from './feature-table.js';
import { stratifiedFolds } from './folds.js';

export interface CalibratedModel {
  /** @returns shape (members), each in [0, 1] */
  probabilities(table: FeatureTable): Float64Array;
  readonly calibration: CalibrationKind;
}

export type CalibrationKind = 'isotonic' | 'platt';

const foldsCount = 5;
/** Below this many of the rarer outcome isotonic steps follow noise (Niculescu-Mizil & Caruana 2005). */
const rarerMinOfIsotonic = 1_000;

/**
 * Learns on all members, and how far to believe the result from predictions for members that were left out: no member's own
 * outcome ever enters its calibration.
 */
export function fitCalibrated(
  learner: Learner,
  table: FeatureTable,
  labels: Uint8Array,
  seed: number,
): CalibratedModel {
  const outOfFold = predictOutOfFold(learner, table, labels, seed);
  const happened = labels.reduce((sum, label) => sum + label, 0);
  const kind = Math.min(happened, labels.length - happened) >= rarerMinOfIsotonic ? 'isotonic' : 'platt';
  const calibrate: Calibration = (kind === 'isotonic' ? isotonicCalibration : plattCalibration)(outOfFold, labels);
  const classifier = learner(table, labels, seed);
  return {
    calibration: kind,
    probabilities: (other) => classifier.logOdds(other).map(calibrate),
  };
}

function predictOutOfFold(learner: Learner, table: FeatureTable, labels: Uint8Array, seed: number): Float64Array {
  const folds = stratifiedFolds(labels, foldsCount, seed);
  const predicted = new Float64Array(table.members);
  const rowsOf = (fold: number, isInside: boolean): Int32Array =>
    Int32Array.from(folds.keys()).filter((row) => (folds[row] === fold) === isInside);
  for (let fold = 0; fold < foldsCount; fold++) {
    const [inside, outside] = [rowsOf(fold, true), rowsOf(fold, false)];
    const classifier = learner(selectRows(table, outside), selectLabels(labels, outside), seed);
    const logOdds = classifier.logOdds(selectRows(table, inside));
    for (const [index, row] of inside.entries()) predicted[row] = logOdds[index] ?? 0;
  }
  return predicted;
}
