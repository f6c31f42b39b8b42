import type { Estimate } from '../../apps/churn/src/domain/numeric/maximum-likelihood.js';

/** Of the normal distribution, for 95 %. */
const standardErrors = 1.959963984540054;

export interface ParameterInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * 95 % intervals of parameters from the curvature of the likelihood at its top, on the logarithms, so that they stay positive.
 * @returns null where the likelihood is flat in some direction
 */
export function parameterIntervals(
  names: readonly string[],
  { logs, covariance }: Estimate,
): Record<string, ParameterInterval> | null {
  if (!covariance) return null;
  return Object.fromEntries(
    names.map((name, index) => {
      const log = logs[index] ?? Number.NaN;
      const reach = standardErrors * Math.sqrt(covariance.get(index, index));
      return [name, { low: Math.exp(log - reach), high: Math.exp(log + reach) }];
    }),
  );
}
