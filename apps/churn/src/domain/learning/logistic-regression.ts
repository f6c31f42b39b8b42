import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { logistic, logit } from '../numeric/logistic.js';
import type { Classifier } from './classifier.js';
import type { FeatureTable } from './feature-table.js';

const iterationsMax = 50;
const tolerance = 1e-8;
/** Keeps collinear and separating features finite; in units of standardised features. */
const ridge = 1;

/**
 * What a value beyond all that was learnt from counts as: the furthest of those (members grow older than any that the regression
 * saw, and a straight line of many features must not follow them), or itself.
 */
export type Beyond = 'clamped' | 'followed';

/** A weighted sum of standardised features; a missing value counts as the mean. */
export interface LogisticModel extends Classifier {
  readonly intercept: number;
  /** Change of log odds by one standard deviation of each feature, in the order of the table's names. */
  readonly weights: readonly number[];
}

/**
 * Logistic regression with a ridge penalty of ridge / 2 · Σ weight², by Newton's method.
 * Source: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning (2009), 4.4.1.
 */
export function fitLogistic(table: FeatureTable, labels: Uint8Array, beyond: Beyond = 'clamped'): LogisticModel {
  const scales = table.columns.map((column) => scaleOf(column, beyond));
  const columns = table.columns.map((column, index) => standardised(column, scales[index]));
  const size = columns.length + 1;
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const weights = new Float64Array(size);
  weights[0] = logit(rate);
  for (let iteration = 0; iteration < iterationsMax; iteration++) {
    const step = newtonStep(columns, labels, weights);
    for (let index = 0; index < size; index++) weights[index] = (weights[index] ?? 0) + (step[index] ?? 0);
    if (step.every((part) => Math.abs(part) < tolerance)) break;
  }
  const [intercept = 0, ...rest] = weights;
  return {
    intercept,
    weights: rest,
    logOdds: (other) =>
      sumOf(
        other.columns.map((column, index) => standardised(column, scales[index])),
        weights,
        other.members,
      ),
  };
}

interface Scale {
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
}

function scaleOf(column: Float64Array, beyond: Beyond): Scale {
  const known = column.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length);
  return {
    mean,
    deviation: variance > 0 ? Math.sqrt(variance) : 1,
    least:
      beyond === 'followed' ? Number.NEGATIVE_INFINITY : known.reduce((least, value) => Math.min(least, value), mean),
    most: beyond === 'followed' ? Number.POSITIVE_INFINITY : known.reduce((most, value) => Math.max(most, value), mean),
  };
}

function standardised(column: Float64Array, scale: Scale | undefined): Float64Array {
  if (!scale) return new Float64Array(column.length);
  const { mean, deviation, least, most } = scale;
  return column.map((value) => (Number.isNaN(value) ? 0 : (Math.min(most, Math.max(least, value)) - mean) / deviation));
}

function sumOf(columns: readonly Float64Array[], weights: Float64Array, members: number): Float64Array {
  const sums = new Float64Array(members).fill(weights[0] ?? 0);
  for (const [index, column] of columns.entries()) {
    const weight = weights[index + 1] ?? 0;
    for (let member = 0; member < members; member++)
      sums[member] = (sums[member] ?? 0) + weight * (column[member] ?? 0);
  }
  return sums;
}

function newtonStep(columns: readonly Float64Array[], labels: Uint8Array, weights: Float64Array): readonly number[] {
  const members = labels.length;
  const withOnes = [new Float64Array(members).fill(1), ...columns];
  const probabilities = sumOf(columns, weights, members).map(logistic);
  const gradient = withOnes.map((column, index) => {
    let sum = index === 0 ? 0 : -ridge * (weights[index] ?? 0);
    for (let member = 0; member < members; member++)
      sum += (column[member] ?? 0) * ((labels[member] ?? 0) - (probabilities[member] ?? 0));
    return sum;
  });
  const spread = probabilities.map((p) => p * (1 - p));
  const curvature = Matrix.zeros(withOnes.length, withOnes.length);
  for (const [i, left] of withOnes.entries()) {
    for (let j = 0; j <= i; j++) {
      const right = withOnes[j];
      let sum = i === j ? (i === 0 ? 1e-9 : ridge) : 0;
      for (let member = 0; member < members; member++)
        sum += (left[member] ?? 0) * (right?.[member] ?? 0) * (spread[member] ?? 0);
      curvature.set(i, j, sum);
      curvature.set(j, i, sum);
    }
  }
  return new CholeskyDecomposition(curvature).solve(Matrix.columnVector(gradient)).to1DArray();
}
