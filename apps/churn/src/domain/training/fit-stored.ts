import { fitLogistic } from '../learning/logistic-regression.js';
import { binTable } from '../learning/bins.js';
import type { FeatureTable } from '../learning/feature-table.js';
import { growTree, type Tree } from '../learning/grow-tree.js';
import { logistic, logit } from '../numeric/logistic.js';
import { seededRandom, shuffled } from '../numeric/random.js';
import { addTree, type StoredClassifier } from './stored-classifier.js';

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

const boosting = { trees: 160, depthMax: 3, hessianMin: 5, ridge: 5, shrinkage: 0.06 };
/** Share of the members and of the features that each tree sees. */
const membersShare = 0.7;
const featuresShare = 0.6;

/** Gradient boosted trees as in `learning/boosted-trees`, kept as data. */
export const fitStoredTrees: StoredLearner = (table, labels, seed) => {
  const random = seededRandom(seed);
  const binned = binTable(table);
  const start = logit(labels.reduce((sum, label) => sum + label, 0) / labels.length);
  const logOdds = new Float64Array(table.members).fill(start);
  const gradient = new Float64Array(table.members);
  const hessian = new Float64Array(table.members);
  const trees: Tree[] = [];
  for (let round = 0; round < boosting.trees; round++) {
    for (let member = 0; member < table.members; member++) {
      const probability = logistic(logOdds[member] ?? 0);
      gradient[member] = probability - (labels[member] ?? 0);
      hessian[member] = probability * (1 - probability);
    }
    const rows = shuffled(table.members, random)
      .slice(0, Math.ceil(membersShare * table.members))
      .sort();
    const features = shuffled(table.names.length, random).slice(0, Math.ceil(featuresShare * table.names.length));
    const grown = growTree(
      binned,
      { gradient, hessian },
      rows,
      [...features].sort((a, b) => a - b),
      boosting,
    );
    const tree = { ...grown, threshold: grown.threshold.map((each) => Math.max(each, -Number.MAX_VALUE)) };
    trees.push(tree);
    addTree(tree, table.columns, logOdds);
  }
  return { kind: 'trees', features: table.names, start, trees };
};

/** One feature alone: what everything else must beat. */
export const fitStoredRecency: StoredLearner = (table, labels, seed) => {
  const index = table.names.indexOf('logDaysSinceLast');
  const only = { names: ['logDaysSinceLast'], columns: table.columns.slice(index, index + 1), members: table.members };
  return fitStoredLogistic(only, labels, seed);
};
