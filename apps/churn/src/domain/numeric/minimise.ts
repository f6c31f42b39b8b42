/**
 * A smooth function of a few variables.
 * @param at shape (variables)
 * @param gradient shape (variables), written by the function
 * @returns its value; +∞ or NaN where it is not defined
 */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly evaluations: number;
}

const iterationsMax = 200;
const halvingsMax = 40;
/** A sound fit takes 25 to 60; where rounding drowns the search, it ends with the best that it found. */
const evaluationsMax = 400;
const sufficientDecrease = 1e-4;
const stepMax = 2;

/**
 * A local minimum by BFGS with a backtracking line search.
 *
 * Own code: the fits have two to four variables and exact gradients, where the full inverse Hessian costs nothing and converges in
 * about 25 evaluations. fmin (0.0.4, pulls in a plotting library) has Nelder–Mead and conjugate gradients only; the other npm
 * packages looked at are for least squares or no longer kept.
 *
 * @param start shape (variables); not changed
 * @param toleranceOfGradient stops when every component is below it
 * Source: Nocedal & Wright, Numerical Optimization (2006), algorithm 6.1; steps are at most 2 (in logarithms: a factor of e²).
 */
export function minimise(objective: Objective, start: Float64Array, toleranceOfGradient: number): Minimum {
  const size = start.length;
  let at = start.slice();
  let gradient = new Float64Array(size);
  let value = objective(at, gradient);
  let evaluations = 1;
  let inverse = identity(size);
  let isFresh = true;
  for (let iteration = 0; iteration < iterationsMax && largest(gradient) > toleranceOfGradient; iteration++) {
    if (evaluations >= evaluationsMax) break;
    const direction = times(inverse, gradient, -1);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) {
      if (isFresh) break;
      inverse = identity(size);
      isFresh = true;
      continue;
    }
    let step = Math.min(1, stepMax / largest(direction));
    let next = at;
    let nextValue = Number.POSITIVE_INFINITY;
    const nextGradient = new Float64Array(size);
    let halvings = 0;
    for (; halvings < halvingsMax; halvings++, step /= 2) {
      next = at.map((coordinate, index) => coordinate + step * (direction[index] ?? 0));
      nextValue = objective(next, nextGradient);
      evaluations++;
      if (nextValue <= value + sufficientDecrease * step * slope) break;
    }
    if (halvings === halvingsMax) {
      if (isFresh) break;
      inverse = identity(size);
      isFresh = true;
      continue;
    }
    inverse = updated(inverse, minus(next, at), minus(nextGradient, gradient), isFresh);
    isFresh = false;
    at = next;
    value = nextValue;
    gradient = nextGradient;
  }
  return { at, value, gradient, evaluations };
}

/** The BFGS update of the inverse Hessian; unchanged where the curvature is not positive, so that it stays positive definite. */
function updated(inverse: Float64Array[], moved: Float64Array, turned: Float64Array, isFirst: boolean): Float64Array[] {
  const curvature = dot(moved, turned);
  if (!(curvature > 1e-12 * Math.sqrt(dot(moved, moved) * dot(turned, turned)))) return inverse;
  const scale = isFirst ? curvature / dot(turned, turned) : 1;
  const bent = times(inverse, turned, scale);
  const factor = (1 + dot(turned, bent) / curvature) / curvature;
  return inverse.map((row, i) =>
    row.map(
      (cell, j) =>
        scale * cell +
        factor * (moved[i] ?? 0) * (moved[j] ?? 0) -
        ((bent[i] ?? 0) * (moved[j] ?? 0) + (moved[i] ?? 0) * (bent[j] ?? 0)) / curvature,
    ),
  );
}

function identity(size: number): Float64Array[] {
  return Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
}

function times(matrix: readonly Float64Array[], vector: Float64Array, factor: number): Float64Array {
  return Float64Array.from(matrix, (row) => factor * dot(row, vector));
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function minus(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, index) => value - (right[index] ?? 0));
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
