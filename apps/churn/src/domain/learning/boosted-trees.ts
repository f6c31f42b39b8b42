import { logistic, logit } from '../numeric/logistic.js';
import { seededRandom, shuffled } from '../numeric/random.js';
import { binTable } from './bins.js';
import type { Classifier } from './classifier.js';
import type { FeatureTable } from './feature-table.js';
import { addTree, growTree, type Tree, type TreeOptions } from './grow-tree.js';

export interface BoostingOptions extends TreeOptions {
  readonly trees: number;
  /** Share of the members and of the features that each tree sees. */
  readonly membersShare: number;
  readonly featuresShare: number;
}

/** Shallow trees, many and cautious: a few thousand members are the usual case. */
const defaults: BoostingOptions = {
  trees: 160,
  depthMax: 3,
  hessianMin: 5,
  ridge: 5,
  shrinkage: 0.06,
  membersShare: 0.7,
  featuresShare: 0.6,
};

/**
 * Gradient boosted trees on histograms for a yes-or-no outcome (logistic loss).
 *
 * Own code: the boosting libraries on npm are bindings to native or WebAssembly builds, which the install of a service should not
 * depend on, or no longer kept.
 *
 * @param seed of the members and features that each tree sees
 * Source: Friedman (2002), Stochastic gradient boosting; Ke et al. (2017), LightGBM.
 */
export function fitBoostedTrees(
  table: FeatureTable,
  labels: Uint8Array,
  seed: number,
  options: BoostingOptions = defaults,
): Classifier {
  const { start, trees } = growBoostedTrees(table, labels, seed, options);
  return {
    logOdds: (other) => {
      const result = new Float64Array(other.members).fill(start);
      for (const tree of trees) addTree(tree, other.columns, result);
      return result;
    },
  };
}

export interface BoostedTrees {
  /** Log odds before any tree. */
  readonly start: number;
  readonly trees: readonly Tree[];
}

/** The same model as data, for those who store it. */
export function growBoostedTrees(
  table: FeatureTable,
  labels: Uint8Array,
  seed: number,
  options: BoostingOptions = defaults,
): BoostedTrees {
  const random = seededRandom(seed);
  const binned = binTable(table);
  const start = logit(labels.reduce((sum, label) => sum + label, 0) / labels.length);
  const logOdds = new Float64Array(table.members).fill(start);
  const gradient = new Float64Array(table.members);
  const hessian = new Float64Array(table.members);
  const trees: Tree[] = [];
  for (let round = 0; round < options.trees; round++) {
    for (let member = 0; member < table.members; member++) {
      const probability = logistic(logOdds[member] ?? 0);
      gradient[member] = probability - (labels[member] ?? 0);
      hessian[member] = probability * (1 - probability);
    }
    const rows = shuffled(table.members, random)
      .slice(0, Math.ceil(options.membersShare * table.members))
      .sort();
    const features = shuffled(table.names.length, random).slice(
      0,
      Math.ceil(options.featuresShare * table.names.length),
    );
    const tree = growTree(
      binned,
      { gradient, hessian },
      rows,
      [...features].sort((a, b) => a - b),
      options,
    );
    trees.push(tree);
    addTree(tree, table.columns, logOdds);
  }
  return { start, trees };
}
