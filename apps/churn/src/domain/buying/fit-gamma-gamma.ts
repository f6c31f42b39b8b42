import { maximumLikelihood, type Estimate } from '../numeric/maximum-likelihood.js';
import { gammaGammaObjective, type GammaGammaParameters, type Spending } from './gamma-gamma.js';
import type { History } from './history.js';

export interface GammaGammaFit extends GammaGammaParameters {
  readonly logLikelihood: number;
  /** Members who came back and spent something. */
  readonly n: number;
  readonly estimate: Estimate;
}

const membersMin = 10;

/** @returns undefined where fewer than ten members came back and spent something, or all spent the same */
export function fitGammaGamma(histories: readonly History[]): GammaGammaFit | undefined {
  const spendings = histories.filter(({ frequency, meanValue }) => frequency > 0 && meanValue > 0);
  const values = new Set(spendings.map(({ meanValue }) => meanValue));
  if (spendings.length < membersMin || values.size < 2) return undefined;
  const estimate = maximumLikelihood(gammaGammaObjective(spendings), starts(spendings), spendings.length);
  const [p = Number.NaN, q = Number.NaN, v = Number.NaN] = estimate.logs.map(Math.exp);
  return { p, q, v, logLikelihood: estimate.logLikelihood, n: spendings.length, estimate };
}

/** v is in money: starts follow the mean, so that another currency gives the same fit, scaled. */
function starts(spendings: readonly Spending[]): number[][] {
  const mean =
    spendings
      .map(({ meanValue }) => meanValue)
      .sort((a, b) => a - b)
      .reduce((sum, value) => sum + value, 0) / spendings.length;
  return [
    [Math.log(6), Math.log(4), Math.log(mean / 2)],
    [Math.log(1), Math.log(2), Math.log(mean)],
  ];
}
