import { fitCalibrated } from './calibrated.js';
import type { Learner } from './classifier.js';
import { selectLabels, selectRows, type FeatureTable } from './feature-table.js';
import { stratifiedFolds } from './folds.js';
import { quality, type Quality } from './metrics.js';

const foldsCount = 5;

/**
 * How good a learner is on members that it has not seen: each fifth is predicted by what the other four taught, calibration
 * included, and all predictions are judged together.
 */
export function crossValidate(learner: Learner, table: FeatureTable, labels: Uint8Array, seed: number): Quality {
  const folds = stratifiedFolds(labels, foldsCount, seed);
  const predicted = new Float64Array(table.members);
  for (let fold = 0; fold < foldsCount; fold++) {
    const rows = Int32Array.from(folds.keys());
    const inside = rows.filter((row) => folds[row] === fold);
    const outside = rows.filter((row) => folds[row] !== fold);
    const model = fitCalibrated(learner, selectRows(table, outside), selectLabels(labels, outside), seed + fold + 1);
    const probabilities = model.probabilities(selectRows(table, inside));
    for (const [index, row] of inside.entries()) predicted[row] = probabilities[index] ?? 0;
  }
  return quality(predicted, labels);
}
