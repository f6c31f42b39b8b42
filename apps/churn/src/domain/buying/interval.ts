import type { Matrix } from 'ml-matrix';
import { logistic, logit } from '../numeric/logistic.js';
import type { BuyingModel } from './buying-model.js';
import { buyingModel, parameterNames, type BuyingFit } from './fit-buying-model.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Share of repetitions that would cover the truth: 0.95. */
  readonly level: number;
}

const level = 0.95;
/** Of the normal distribution, for 95 %. */
const standardErrors = 1.959963984540054;
const step = 1e-4;

/** A fit with its neighbours in every parameter, from which any prediction gets its interval at the cost of a few predictions. */
export interface Neighbourhood {
  readonly centre: BuyingModel;
  readonly pairs: readonly { readonly above: BuyingModel; readonly below: BuyingModel }[];
  /** Of the logarithms of the parameters. */
  readonly covariance: Matrix;
}

/** @returns undefined where the likelihood is flat in some direction: then no interval is honest */
export function neighbourhood({ name, parameters, estimate }: BuyingFit): Neighbourhood | undefined {
  if (!estimate.covariance) return undefined;
  const moved = (which: string, by: number): BuyingModel =>
    buyingModel(name, { ...parameters, [which]: (parameters[which] ?? Number.NaN) * Math.exp(by) });
  return {
    centre: buyingModel(name, parameters),
    pairs: parameterNames(name).map((which) => ({ above: moved(which, step), below: moved(which, -step) })),
    covariance: estimate.covariance,
  };
}

/**
 * What the data leave open about a probability: a normal posterior of the logarithms of the parameters, carried to the
 * probability's logit by first derivatives (the delta method), so that the interval stays within 0 and 1.
 * @param probability of one member by one model, such as that of buying within the horizon
 */
export function probabilityInterval(
  { centre, pairs, covariance }: Neighbourhood,
  probability: (model: BuyingModel) => number,
): Interval {
  const middle = logit(probability(centre));
  const slopes = pairs.map(({ above, below }) => (logit(probability(above)) - logit(probability(below))) / (2 * step));
  let variance = 0;
  for (const [i, left] of slopes.entries()) {
    for (const [j, right] of slopes.entries()) variance += left * right * covariance.get(i, j);
  }
  const reach = standardErrors * Math.sqrt(Math.max(0, variance));
  return { low: logistic(middle - reach), high: logistic(middle + reach), level };
}
