import type { BuyingModel } from './buying-model.js';
import type { BuyingFit } from './fit-buying-model.js';
import type { HistoryGroups } from './history-groups.js';

/** What shows that the dropout part of a fit says nothing; stable codes. */
export type Degeneracy = 'dropout_collapsed' | 'no_gain_over_nbd' | 'everyone_alive';

const dropoutShareMin = 1e-3;
const gainOverNbdMin = 2;
const meanAliveMax = 0.99;

/**
 * The dropout part of a fit can collapse: everyone is alive for ever while, on a real retailer, 43 % leave. Then P(alive) is not
 * shown, and the member's purchases are told by plain NBD.
 *
 * - `dropout_collapsed`: mean chance to drop out a/(a + b) (Pareto/NBD: within the mean age) below 10⁻³
 * - `no_gain_over_nbd`: log-likelihood less than 2 above plain NBD on the same members
 * - `everyone_alive`: mean P(alive) above 0.99
 * @returns in this order; empty for a sound fit
 */
export function degeneracies(
  fit: BuyingFit,
  model: BuyingModel,
  nbdLogLikelihood: number,
  groups: HistoryGroups,
): Degeneracy[] {
  const found: Degeneracy[] = [];
  if (!(dropoutShare(fit, groups) >= dropoutShareMin)) found.push('dropout_collapsed');
  if (!(fit.logLikelihood - nbdLogLikelihood >= gainOverNbdMin)) found.push('no_gain_over_nbd');
  if (!(meanAlive(model, groups) <= meanAliveMax)) found.push('everyone_alive');
  return found;
}

function dropoutShare({ name, parameters }: BuyingFit, { meanAge }: HistoryGroups): number {
  const { a = 0, b = 0, s = 0, beta = 0 } = parameters;
  return name === 'pnbd' ? -Math.expm1(-s * Math.log1p(meanAge / beta)) : a / (a + b);
}

function meanAlive(model: BuyingModel, { frequency, recency, age, count, members }: HistoryGroups): number {
  let sum = 0;
  for (let row = 0; row < count.length; row++) {
    const history = { frequency: frequency[row] ?? 0, recency: recency[row] ?? 0, age: age[row] ?? 0, meanValue: 0 };
    sum += (count[row] ?? 0) * (model.probabilityAlive(history) ?? 1);
  }
  return sum / members;
}
