import { digamma, trigamma } from '../numeric/log-gamma.js';
import type { Spending } from './gamma-gamma.js';

/** What spending looks like if all members are of one kind: each mean of x days is gamma distributed, shape p·x, around one mean. */
export interface SpendingOfOneKind {
  /** Shape of a day's value; infinite where all spend the same. */
  readonly p: number;
  /** Standard normal, were all members of one kind; large where they differ by more than their days explain. */
  readonly z: number;
}

/**
 * Whether members differ at all, told before any search: where they do not, the likelihood of Gamma-Gamma rises for ever towards
 * q → ∞, and a search along that ridge can take minutes.
 *
 * A score test at 1/q = 0. With k = p·x and y = z / mean, 1/q enters the log-likelihood by ½ Σ k·(k·(y − 1)² − 1): how far the means
 * of members lie from the mean of all, beyond the 1/k that their days explain. Its variance is that of the sum less what estimating
 * mean and p takes away; both from the moments of the gamma distribution.
 *
 * @param spendings with values relative to the mean of all days, at least two of them different
 * Source: Cox & Hinkley (1974), Theoretical Statistics, §9.3; the expansion of the mixture by Liang (1987), Biometrika 74.
 */
export function spendingOfOneKind(spendings: readonly Spending[]): SpendingOfOneKind {
  const p = shapeOfOneKind(spendings);
  if (p === Number.POSITIVE_INFINITY) return { p, z: 0 };
  let [score, plain, ofMean, ofShape] = [0, 0, 0, 0];
  for (const { frequency, meanValue } of spendings) {
    const k = p * frequency;
    score += k * (k * (meanValue - 1) ** 2 - 1);
    plain += 2 * k * k + 6 * k;
    ofMean += k;
    ofShape += informationOnShape(k);
  }
  const variance = plain - 4 * ofMean - ofMean ** 2 / ofShape;
  return { p, z: variance > 0 ? score / Math.sqrt(variance) : 0 };
}

/** k²·ψ′(k) − k, which cancels for a large k. */
function informationOnShape(k: number): number {
  return k < 100 ? k * k * trigamma(k) - k : 0.5 + 1 / (6 * k) - 1 / (30 * k ** 3);
}

/** A day varies by less than a hundredth of a percent: beyond it differences are those of rounding. */
const shapeMax = 1e8;
const bisections = 60;

/** Maximum likelihood: Σ x·(ln(p·x) − ψ(p·x)) = Σ x·(z − 1 − ln z); the left side falls from ∞ to 0. */
function shapeOfOneKind(spendings: readonly Spending[]): number {
  const byFrequency = new Map<number, number>();
  let spread = 0;
  for (const { frequency, meanValue } of spendings) {
    byFrequency.set(frequency, (byFrequency.get(frequency) ?? 0) + frequency);
    spread += frequency * (meanValue - 1 - Math.log(meanValue));
  }
  const excess = (p: number): number => {
    let sum = -spread;
    for (const [x, weight] of byFrequency) sum += weight * (Math.log(p * x) - digamma(p * x));
    return sum;
  };
  if (excess(shapeMax) >= 0) return Number.POSITIVE_INFINITY;
  let [low, high] = [-Math.log(shapeMax), Math.log(shapeMax)];
  for (let count = 0; count < bisections; count++) {
    const middle = (low + high) / 2;
    if (excess(Math.exp(middle)) > 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
