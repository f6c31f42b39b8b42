import { fitLogistic } from '../learning/logistic-regression.js';
import { binTable } from '../learning/bins.js';
import type { FeatureTable } from '../learning/feature-table.js';
import { growTree, type Tree } from '../learning/grow-tree.js';
import { logistic, logit } from '../numeric/logistic.js';
import { seededRandom, shuffled } from '../numeric/random.js';
import { addTree, type StoredClassifier } from './stored-classifier.js';

/** Teaches a classifier that can be stored. Same seed, same classifier. */
export type StoredLearner = (table: FeatureTable, labels: Uint8Array, seed: number) => StoredClassifier;

/** The regression is a straight line in each feature: two answers a feature, all others missing, tell it exactly. */
export const fitStoredLogistic: StoredLearner = (table, labels) => {
  const model = fitLogistic(table, labels);
  const size = table.names.length;
  const probes = table.names.map((_, index) =>
    Float64Array.from({ length: 2 * size }, (__, row) => (row >> 1 === index ? row % 2 : Number.NaN)),
  );
  const answers = model.logOdds({ names: table.names, columns: probes, members: 2 * size });
  const offsets = table.names.map((_, index) => (answers[2 * index] ?? 0) - model.intercept);
  const slopes = table.names.map((_, index) => (answers[2 * index + 1] ?? 0) - (answers[2 * index] ?? 0));
  return { kind: 'linear', features: table.names, intercept: model.intercept, offsets, slopes };
};

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
