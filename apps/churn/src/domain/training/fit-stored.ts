import { growBoostedTrees } from '../learning/boosted-trees.js';
import { fitLogistic } from '../learning/logistic-regression.js';
import type { FeatureTable } from '../learning/feature-table.js';
import type { StoredClassifier } from './stored-classifier.js';

/** Teaches a classifier that can be stored. Same seed, same classifier. */
export type StoredLearner = (table: FeatureTable, labels: Uint8Array, seed: number) => StoredClassifier;

/**
 * The regression is a straight line in each feature between the least and the most that it learnt from: its answers at these two,
 * all other features missing, tell it exactly.
 */
export const fitStoredLogistic: StoredLearner = (table, labels) => {
  const model = fitLogistic(table, labels);
  const size = table.names.length;
  const ranges = table.columns.map(rangeOf);
  const probes = ranges.map(({ least, most }, index) => {
    const probe = new Float64Array(2 * size).fill(Number.NaN);
    probe.set([least, most], 2 * index);
    return probe;
  });
  const answers = model.logOdds({ names: table.names, columns: probes, members: 2 * size });
  const slopes = ranges.map(({ least, most }, index) =>
    most > least ? ((answers[2 * index + 1] ?? 0) - (answers[2 * index] ?? 0)) / (most - least) : 0,
  );
  const offsets = ranges.map(
    ({ least }, index) => (answers[2 * index] ?? 0) - model.intercept - (slopes[index] ?? 0) * least,
  );
  return {
    kind: 'linear',
    features: table.names,
    intercept: model.intercept,
    offsets,
    slopes,
    least: ranges.map(({ least }) => least),
    most: ranges.map(({ most }) => most),
  };
};

/** 0 to 0 where no member has a value: then there is nothing to learn. */
function rangeOf(column: Float64Array): { least: number; most: number } {
  const known = column.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { least: 0, most: 0 };
  const least = known.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  return { least, most: known.reduce((high, value) => Math.max(high, value), least) };
}

/** Gradient boosted trees, kept as data: JSON has no infinite threshold. */
export const fitStoredTrees: StoredLearner = (table, labels, seed) => {
  const { start, trees } = growBoostedTrees(table, labels, seed);
  return {
    kind: 'trees',
    features: table.names,
    start,
    trees: trees.map((tree) => ({
      ...tree,
      threshold: tree.threshold.map((each) => Math.max(each, -Number.MAX_VALUE)),
    })),
  };
};

/** One feature alone: what everything else must beat. */
export const fitStoredRecency: StoredLearner = (table, labels, seed) => {
  const index = table.names.indexOf('logDaysSinceLast');
  const only = { names: ['logDaysSinceLast'], columns: table.columns.slice(index, index + 1), members: table.members };
  return fitStoredLogistic(only, labels, seed);
};
