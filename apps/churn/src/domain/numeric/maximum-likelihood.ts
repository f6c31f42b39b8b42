import type { Matrix } from 'ml-matrix';
import { covariance, hessian, newtonStep } from './curvature.js';
import { minimise, type Minimum, type Objective } from './minimise.js';

export interface Estimate {
  /** Shape (variables): the logarithms of the parameters. */
  readonly logs: Float64Array;
  /** Of all members together. */
  readonly logLikelihood: number;
  /** Of `logs`, shape (variables, variables); undefined where the likelihood is flat in some direction. */
  readonly covariance: Matrix | undefined;
}

/** Of the mean log-likelihood of a member; Newton steps then bring it near 1e-12. Tighter, a line search drowns in rounding. */
const toleranceOfGradient = 1e-6;
const newtonStepsMax = 4;
/** Beyond e^±46 the likelihood is flat and the number means nothing. */
const logMax = 46;

/**
 * The best of several starts, polished by Newton steps.
 * @param objective minus the mean log-likelihood of a member
 * @param starts logarithms of parameters, at least one
 */
export function maximumLikelihood(
  objective: Objective,
  starts: readonly (readonly number[])[],
  members: number,
): Estimate {
  const best = bestStart(objective, starts);
  const bounded = boundedOf(objective);
  const { at, value } = polished(bounded, best);
  const curvature = hessian(bounded, at);
  return { logs: at, logLikelihood: -value * members, covariance: covariance(curvature)?.div(members) };
}

/** Where the best of several minimisations ends. */
export function bestStart(objective: Objective, starts: readonly (readonly number[])[]): Minimum {
  return starts
    .map((start) => minimise(boundedOf(objective), Float64Array.from(start), toleranceOfGradient))
    .reduce((left, right) => (right.value < left.value ? right : left));
}

function boundedOf(objective: Objective): Objective {
  return (at, gradient) =>
    at.some((log) => Math.abs(log) > logMax) ? Number.POSITIVE_INFINITY : objective(at, gradient);
}

function polished(objective: Objective, minimum: Minimum): Minimum {
  let best = minimum;
  for (let count = 0; count < newtonStepsMax; count++) {
    const step = newtonStep(hessian(objective, best.at), best.gradient);
    const at = best.at.map((log, index) => log + (step[index] ?? 0));
    const gradient = new Float64Array(at.length);
    const value = objective(at, gradient);
    if (!(largest(gradient) < largest(best.gradient)) || value > best.value + 1e-12) break;
    best = { ...best, at, value, gradient };
  }
  return best;
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
