import type { FeatureTable } from '../learning/feature-table.js';
import { addTree, type Tree } from '../learning/grow-tree.js';

/** A classifier as plain data, so that a model outlives its process and every score can be taken apart. */
export type StoredClassifier =
  | {
      readonly kind: 'linear';
      readonly features: readonly string[];
      readonly intercept: number;
      /** What a known value adds: offset + slope · value, in the order of the features; a missing one adds nothing. */
      readonly offsets: readonly number[];
      readonly slopes: readonly number[];
      /** What was learnt from: a value beyond counts as the nearest of these. */
      readonly least: readonly number[];
      readonly most: readonly number[];
    }
  | {
      readonly kind: 'trees';
      readonly features: readonly string[];
      readonly start: number;
      readonly trees: readonly Tree[];
    };

/** Log odds in parts: base + Σ byFeature. */
export interface LogOddsParts {
  /** The whole, added up in the same order as without taking it apart: the same to the last digit. */
  readonly logOdds: number;
  readonly base: number;
  /** Shape (features). */
  readonly byFeature: Float64Array;
}

/**
 * @param columns of the classifier's features, in their order: see `columnsOf`
 * Source of a tree's parts: Saabas (2014), each step down a tree is credited to the feature that was asked.
 */
export function explainLogOdds(
  classifier: StoredClassifier,
  columns: readonly Float64Array[],
  member: number,
): LogOddsParts {
  return classifier.kind === 'linear'
    ? explainLinear(classifier, columns, member)
    : explainTrees(classifier, columns, member);
}

/** The sum of the parts, without taking them apart. */
export function logOddsOf(classifier: StoredClassifier, table: FeatureTable): Float64Array {
  const columns = columnsOf(classifier, table);
  if (classifier.kind === 'linear') {
    return Float64Array.from({ length: table.members }, (_, member) => {
      return explainLinear(classifier, columns, member).logOdds;
    });
  }
  const result = new Float64Array(table.members).fill(classifier.start);
  for (const tree of classifier.trees) addTree(tree, columns, result);
  return result;
}

/** @throws where the table lacks a feature that the classifier was taught on */
export function columnsOf({ features }: StoredClassifier, table: FeatureTable): Float64Array[] {
  return features.map((name) => {
    const column = table.columns[table.names.indexOf(name)];
    if (!column) throw new Error(`The feature ${name} is not computed any more.`);
    return column;
  });
}

function explainLinear(
  { intercept, offsets, slopes, least, most }: Extract<StoredClassifier, { kind: 'linear' }>,
  columns: readonly Float64Array[],
  member: number,
): LogOddsParts {
  const byFeature = Float64Array.from(columns, (column, index) => {
    const value = column[member] ?? Number.NaN;
    if (Number.isNaN(value)) return 0;
    const within = Math.min(most[index] ?? value, Math.max(least[index] ?? value, value));
    return (offsets[index] ?? 0) + (slopes[index] ?? 0) * within;
  });
  return { logOdds: byFeature.reduce((sum, part) => sum + part, intercept), base: intercept, byFeature };
}

function explainTrees(
  { start, trees }: Extract<StoredClassifier, { kind: 'trees' }>,
  columns: readonly Float64Array[],
  member: number,
): LogOddsParts {
  const byFeature = new Float64Array(columns.length);
  let [base, logOdds] = [start, start];
  for (const { feature, threshold, left, right, value } of trees) {
    let node = 0;
    base += value[0] ?? 0;
    for (let asked = feature[0] ?? -1; asked >= 0; asked = feature[node] ?? -1) {
      const goesRight = (columns[asked]?.[member] ?? Number.NaN) > (threshold[node] ?? 0); // never true for a missing value
      const next = (goesRight ? right[node] : left[node]) ?? 0;
      byFeature[asked] = (byFeature[asked] ?? 0) + (value[next] ?? 0) - (value[node] ?? 0);
      node = next;
    }
    logOdds += value[node] ?? 0;
  }
  return { logOdds, base, byFeature };
}
