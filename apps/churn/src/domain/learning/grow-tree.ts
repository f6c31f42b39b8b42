import type { BinnedTable } from './bins.js';

/** Nodes in the order in which they were made; node 0 is the root. */
export interface Tree {
  /** The feature asked at a node, or −1 at a leaf. */
  readonly feature: readonly number[];
  /** Values up to it, and missing ones, go left. */
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** What a leaf adds to the log odds. */
  readonly value: readonly number[];
}

export interface TreeOptions {
  readonly depthMax: number;
  /** Least sum of p (1 − p) over the members of a leaf. */
  readonly hessianMin: number;
  /** Penalty on squared leaf values. */
  readonly ridge: number;
  /** Of leaf values. */
  readonly shrinkage: number;
}

/** First and second derivatives of the loss by each member's log odds, shape (members). */
export interface Derivatives {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

const binsOfMost = 66;

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

/**
 * One tree of gradient boosting: at each node the split into two bins' ranges that lowers the second-order loss most.
 * @param rows the members to learn from; reordered in place
 * @param features the features to ask
 * Source: Chen & Guestrin (2016), XGBoost, equations 5 to 7; histograms as in Ke et al. (2017), LightGBM.
 */
export function growTree(
  table: BinnedTable,
  derivatives: Derivatives,
  rows: Int32Array,
  features: readonly number[],
  options: TreeOptions,
): Tree {
  const tree = {
    feature: [] as number[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
    value: [] as number[],
  };
  const grow = (from: number, to: number, depth: number): number => {
    const node = tree.feature.length;
    const sums = sumsOf(derivatives, rows, from, to);
    tree.feature.push(-1);
    tree.threshold.push(0);
    tree.left.push(-1);
    tree.right.push(-1);
    tree.value.push((-options.shrinkage * sums.gradient) / (sums.hessian + options.ridge));
    const split =
      depth < options.depthMax ? bestSplit(table, derivatives, rows, from, to, features, sums, options) : undefined;
    if (!split) return node;
    const middle = partition(rows, from, to, table.columns[split.feature] ?? new Uint8Array(), split.bin);
    tree.feature[node] = split.feature;
    tree.threshold[node] =
      split.bin === 0 ? Number.NEGATIVE_INFINITY : (table.edges[split.feature]?.[split.bin - 1] ?? 0);
    tree.left[node] = grow(from, middle, depth + 1);
    tree.right[node] = grow(middle, to, depth + 1);
    return node;
  };
  grow(0, rows.length, 0);
  return tree;
}

/** @returns what the leaf that a member falls into adds to its log odds */
function leafValue(tree: Tree, columns: readonly Float64Array[], member: number): number {
  let node = 0;
  for (;;) {
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) return tree.value[node] ?? 0;
    const value = columns[feature]?.[member] ?? Number.NaN;
    const goesRight = value > (tree.threshold[node] ?? 0); // never true for a missing value
    node = (goesRight ? tree.right[node] : tree.left[node]) ?? 0;
  }
}

/** Adds what a tree says to the log odds of each member. */
export function addTree(tree: Tree, columns: readonly Float64Array[], logOdds: Float64Array): void {
  for (let member = 0; member < logOdds.length; member++) {
    logOdds[member] = (logOdds[member] ?? 0) + leafValue(tree, columns, member);
  }
}

interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

function sumsOf({ gradient, hessian }: Derivatives, rows: Int32Array, from: number, to: number): Sums {
  let [g, h] = [0, 0];
  for (let index = from; index < to; index++) {
    const row = rows[index] ?? 0;
    g += gradient[row] ?? 0;
    h += hessian[row] ?? 0;
  }
  return { gradient: g, hessian: h };
}

function bestSplit(
  table: BinnedTable,
  { gradient, hessian }: Derivatives,
  rows: Int32Array,
  from: number,
  to: number,
  features: readonly number[],
  all: Sums,
  { hessianMin, ridge }: TreeOptions,
): Split | undefined {
  const gradients = new Float64Array(binsOfMost);
  const hessians = new Float64Array(binsOfMost);
  const unsplit = all.gradient ** 2 / (all.hessian + ridge);
  let best: Split | undefined;
  for (const feature of features) {
    const column = table.columns[feature] ?? new Uint8Array();
    const bins = (table.edges[feature]?.length ?? 0) + 2;
    gradients.fill(0, 0, bins);
    hessians.fill(0, 0, bins);
    for (let index = from; index < to; index++) {
      const row = rows[index] ?? 0;
      const bin = column[row] ?? 0;
      gradients[bin] = (gradients[bin] ?? 0) + (gradient[row] ?? 0);
      hessians[bin] = (hessians[bin] ?? 0) + (hessian[row] ?? 0);
    }
    let [leftGradient, leftHessian] = [0, 0];
    for (let bin = 0; bin < bins - 1; bin++) {
      leftGradient += gradients[bin] ?? 0;
      leftHessian += hessians[bin] ?? 0;
      const rightHessian = all.hessian - leftHessian;
      if (leftHessian < hessianMin || rightHessian < hessianMin) continue;
      const rightGradient = all.gradient - leftGradient;
      const gain = leftGradient ** 2 / (leftHessian + ridge) + rightGradient ** 2 / (rightHessian + ridge) - unsplit;
      if (gain > (best?.gain ?? 1e-9)) best = { feature, bin, gain };
    }
  }
  return best;
}

/** Brings the members of the bins up to `bin` to the front; @returns where the others begin */
function partition(rows: Int32Array, from: number, to: number, column: Uint8Array, bin: number): number {
  const right: number[] = [];
  let left = from;
  for (let index = from; index < to; index++) {
    const row = rows[index] ?? 0;
    if ((column[row] ?? 0) <= bin) rows[left++] = row;
    else right.push(row);
  }
  rows.set(right, left);
  return left;
}
