import { maximumLikelihood, bestStart } from '../numeric/maximum-likelihood.js';
import type { Objective } from '../numeric/minimise.js';
import { gammaGammaObjective, type GammaGammaParameters, type Spending } from './gamma-gamma.js';
import type { History } from './history.js';
import { spendingOfOneKind } from './spending-test.js';

export interface GammaGammaFit extends GammaGammaParameters {
  readonly degenerate: false;
  readonly logLikelihood: number;
  /** Members who came back and spent something. */
  readonly n: number;
}

/** Members differ in what they spend by no more than their own days differ: the best guess for each is the mean of all. */
export interface SpendingAlike {
  readonly degenerate: true;
  /** Of a repeat day, in the money of z: what predicts in place of the fit. */
  readonly meanValue: number;
  readonly n: number;
}

const membersMin = 10;
/** One-sided, 5 %. */
const standardErrorsMin = 1.645;
/** Members of which the starts compete before the winner goes on to all. */
const pilotMembers = 1_000;
/** p and q beyond these, in logarithms: days, or members, that vary by less than a percent. Values are relative to their mean. */
const logsMax = [Math.log(1e4), Math.log(1e4), Math.log(1e8)];
const logMin = Math.log(1e-4);
const starts = [
  [Math.log(6), Math.log(4), Math.log(0.5)],
  [Math.log(1), Math.log(2), 0],
];

/**
 * The search never meets the ridge that the likelihood has where all spend alike: that is tested for before it, parameters are held
 * within bounds, and its evaluations are counted.
 * @returns undefined where fewer than ten members came back and spent something
 */
export function fitGammaGamma(histories: readonly History[]): GammaGammaFit | SpendingAlike | undefined {
  const spendings = histories
    .filter(({ frequency, meanValue }) => frequency > 0 && meanValue > 0)
    .sort((left, right) => left.frequency - right.frequency || left.meanValue - right.meanValue);
  const n = spendings.length;
  if (n < membersMin) return undefined;
  const meanValue = meanOfDays(spendings);
  const alike: SpendingAlike = { degenerate: true, meanValue, n };
  // Relative to the mean, so that another currency gives the same fit, scaled.
  const relative = spendings.map((each) => ({ frequency: each.frequency, meanValue: each.meanValue / meanValue }));
  if (!(spendingOfOneKind(relative).z >= standardErrorsMin)) return alike;

  const objective = heldWithin(gammaGammaObjective(relative));
  const { logs, logLikelihood } = maximumLikelihood(objective, chosenStarts(relative), n);
  if ((logs[1] ?? 0) >= (logsMax[1] ?? 0)) return alike;
  const [p = Number.NaN, q = Number.NaN, v = Number.NaN] = logs.map(Math.exp);
  return { degenerate: false, p, q, v: v * meanValue, logLikelihood: logLikelihood - n * Math.log(meanValue), n };
}

function meanOfDays(spendings: readonly Spending[]): number {
  let [value, days] = [0, 0];
  for (const { frequency, meanValue } of spendings) {
    value += frequency * meanValue;
    days += frequency;
  }
  return value / days;
}

function chosenStarts(spendings: readonly Spending[]): readonly (readonly number[])[] {
  const oneIn = Math.ceil(spendings.length / pilotMembers);
  if (oneIn === 1) return starts;
  const pilot = spendings.filter((_, index) => index % oneIn === 0);
  return [[...bestStart(heldWithin(gammaGammaObjective(pilot)), starts).at]];
}

/** Nothing changes within the bounds; beyond them it becomes steep, and stays smooth. */
function heldWithin(objective: Objective): Objective {
  return (at, gradient) => {
    let value = objective(at, gradient);
    for (const [index, log] of at.entries()) {
      const beyond = Math.max(0, log - (logsMax[index] ?? 0)) + Math.min(0, log - logMin);
      value += beyond ** 2;
      gradient[index] = (gradient[index] ?? 0) + 2 * beyond;
    }
    return value;
  };
}
