import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Objective } from './minimise.js';

/** Near the cube root of the machine's precision, where a central difference of gradients is most exact. */
const step = 1e-5;

/** The second derivatives of an objective from central differences of its exact gradient; symmetric. */
export function hessian(objective: Objective, at: Float64Array): Matrix {
  const size = at.length;
  const result = Matrix.zeros(size, size);
  const above = new Float64Array(size);
  const below = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    objective(moved(at, i, step), above);
    objective(moved(at, i, -step), below);
    for (let j = 0; j < size; j++) result.set(i, j, ((above[j] ?? 0) - (below[j] ?? 0)) / (2 * step));
  }
  return result.add(result.transpose()).mul(0.5);
}

/**
 * The covariance of maximum-likelihood estimates: the inverse of the Hessian of −log-likelihood.
 * @returns undefined where the likelihood is flat in some direction, so that the data say nothing about it
 */
export function covariance(hessianAtOptimum: Matrix): Matrix | undefined {
  const factor = new CholeskyDecomposition(hessianAtOptimum);
  return factor.isPositiveDefinite() ? factor.solve(Matrix.eye(hessianAtOptimum.rows)) : undefined;
}

/** One Newton step of a minimisation, or no step where the Hessian is not positive definite. */
export function newtonStep(hessianHere: Matrix, gradient: Float64Array): Float64Array {
  const factor = new CholeskyDecomposition(hessianHere);
  if (!factor.isPositiveDefinite()) return new Float64Array(gradient.length);
  return Float64Array.from(factor.solve(Matrix.columnVector(Array.from(gradient, (part) => -part))).to1DArray());
}

function moved(at: Float64Array, index: number, by: number): Float64Array {
  const result = at.slice();
  result[index] = (result[index] ?? 0) + by;
  return result;
}
