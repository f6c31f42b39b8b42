import { logGamma } from '../numeric/log-gamma.js';
import { integrateOverCoins } from './coin-integral.js';

/** Below this e^x is no longer a normal number. */
const logSmallest = -700;
const logNegligible = -50;
const relativeTolerance = 1e-14;
/** Beyond these the sum has tens of thousands of terms. */
const meanTermsMax = 10_000;
const growthMax = 500;
/** Below it the integral's range grows without end. */
const integrableB = 0.01;

/** A member active now: gamma rate (shape, rate) and a beta distributed chance (a, b) to drop out after each purchase. */
export interface CoinTosser {
  readonly shape: number;
  readonly rate: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Expected purchases in (0, horizon] of a member who may drop out after each one.
 *
 * The published closed form, (a + b − 1)/(a − 1) · [1 − (β/(β + t))^s · ₂F₁(s, b; a + b − 1; t/(β + t))], is 0/0 at a = 1 and loses
 * every digit near it. With N the purchases that would happen without dropping out (negative binomial) the same number is
 * Σ_{i ≥ 0} P(N > i) · E[(1 − p)^i]: the next purchase happens when it would and every coin so far was survived. All terms
 * are positive, so nothing cancels for any a, b and x.
 *
 * @returns ≥ 0, to about 1e-12 relative (1e-9 for the longest horizons, see `integrateOverCoins`)
 * Source: Fader, Hardie & Lee (2005) equation 10, rearranged.
 */
export function expectedWithCoins(tosser: CoinTosser, horizon: number): number {
  if (!(horizon > 0)) return 0;
  const { shape, rate, a, b } = tosser;
  // Sums stop when their terms become small, which those of no number never do.
  if (Number.isNaN(shape + rate + a + b)) return Number.NaN;
  const growth = horizon / rate;
  if (b >= integrableB && (growth > growthMax || shape * growth > meanTermsMax))
    return integrateOverCoins(tosser, horizon);
  return sumOverCounts(tosser, horizon);
}

function sumOverCounts({ shape, rate, a, b }: CoinTosser, horizon: number): number {
  const share = horizon / (rate + horizon);
  const logNone = -shape * Math.log1p(horizon / rate);
  let count = 0;
  let weight = Math.exp(logNone);
  let more = -Math.expm1(logNone);
  let survived = 1;
  let sum = 0;
  if (logNone < logSmallest) {
    const first = firstPossible(shape, share, logNone);
    for (; count < first; count++) {
      sum += survived;
      survived *= (b + count) / (a + b + count);
    }
    weight = Math.exp(logWeight(count, shape, share, logNone));
    more = 1 - weight;
  }
  for (;;) {
    sum += more * survived;
    survived *= (b + count) / (a + b + count);
    weight *= (share * (shape + count)) / (count + 1);
    count++;
    more = Math.max(0, more - weight);
    const ratio = (share * (shape + count)) / (count + 1);
    if (ratio < 1 && survived * weight * ratio <= relativeTolerance * sum * (1 - ratio) * (1 - ratio)) return sum;
  }
}

/** The smallest count whose probability is not negligible; the weights rise up to the mode, so halving finds it. */
function firstPossible(shape: number, share: number, logNone: number): number {
  let below = 0;
  let above = Math.max(1, Math.floor(((shape - 1) * share) / (1 - share)));
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (logWeight(middle, shape, share, logNone) < logNegligible) below = middle;
    else above = middle;
  }
  return above;
}

function logWeight(count: number, shape: number, share: number, logNone: number): number {
  return logGamma(shape + count) - logGamma(shape) - logGamma(count + 1) + logNone + count * Math.log(share);
}
