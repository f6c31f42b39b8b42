import { logGamma } from '../numeric/log-gamma.js';
import type { CoinTosser } from './coin-expectation.js';

const { exp, expm1, log, log1p, sqrt } = Math;

/** e^−45 of the largest value adds nothing. */
const negligible = 45;
const stepMax = 0.25;
/** Above it the integrand falls off fast enough towards p = 0; below it what is missing from the whole is integrated instead. */
const directFrom = 0.5;

/**
 * The same number as the sum of `expectedWithCoins`, as an integral over the chance p to leave: ∫ beta(p) · (1 − (1 + p t/β)^−s) / p dp.
 * For horizons so long, or parameters so far out, that the sum would have tens of thousands of terms.
 *
 * The trapezoidal rule in ln(p / (1 − p)) converges exponentially, because the integrand is analytic around the real line and falls off
 * at both ends (Trefethen & Weideman 2014).
 *
 * @param tosser with b ≥ 0.01
 * @returns to about 1e-9 relative
 */
export function integrateOverCoins({ shape, rate, a, b }: CoinTosser, horizon: number): number {
  const growth = horizon / rate;
  const most = shape * growth;
  const isDirect = a >= directFrom;
  const spread = sqrt(1 / a + 1 / b);
  const step = Math.min(stepMax, spread / 1.5);
  const peak = log(a / b);
  const from = Math.min(peak, -log(most)) - negligible / (isDirect ? a : a + 1) - 12 * spread * Number(isDirect);
  const to = Math.max(peak, 0) + negligible / b + 12 * Math.min(spread, 1);
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  let sum = 0;
  for (let y = from; y <= to; y += step) {
    const logP = y > 0 ? -log1p(exp(-y)) : y - log1p(exp(y));
    const weight = exp(a * logP + b * (logP - y) - logBeta);
    const p = exp(logP);
    sum += weight * (isDirect ? -expm1(-shape * log1p(p * growth)) / p : missing(shape, p * growth));
  }
  return isDirect ? step * sum : most * (1 - step * sum);
}

/** 1 − (1 − (1 + u)^−s) / (s u): from 0 at u = 0 to 1; by its series where the difference would cancel. */
function missing(shape: number, u: number): number {
  if (u * (shape + 1) < 1e-3) {
    return ((shape + 1) * u * (1 - ((shape + 2) * u * (1 - ((shape + 3) * u) / 4)) / 3)) / 2;
  }
  return 1 + expm1(-shape * log1p(u)) / (shape * u);
}
