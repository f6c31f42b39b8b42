import type { Objective } from '../numeric/minimise.js';
import { logistic } from '../numeric/logistic.js';
import type { BuyingModel } from './buying-model.js';
import { overdue } from './gamma-purchasing.js';
import type { HistoryGroups } from './history-groups.js';
import type { History } from './history.js';
import { PowerIntegral } from './power-integral.js';

const { log, exp } = Math;

/** r, s: pure numbers; alpha, beta: in the unit of time. All > 0. */
export interface ParetoParameters {
  readonly r: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

/**
 * Pareto/NBD: purchases at a gamma distributed rate (r, α) until an exponential lifetime ends whose rate is gamma distributed
 * (s, β); the member may drop out at any time, not only after a purchase.
 *
 * Sources: Schmittlein, Morrison & Colombo (1987), Management Science 33(1); Fader & Hardie (2005), A note on deriving the
 * Pareto/NBD model and related expressions. Their ₂F₁ are written as the integrals they come from (see PowerIntegral).
 */
export class ParetoModel implements BuyingModel {
  private readonly integral = new PowerIntegral();

  constructor(private readonly parameters: ParetoParameters) {}

  probabilityAlive({ frequency, recency, age }: History): number {
    const { r, alpha, s, beta } = this.parameters;
    const logIntegral = this.integral.logIntegral({ alpha, p: r + frequency, beta, q: s + 1, from: recency, to: age });
    const logOdds = log(s) + logIntegral + (r + frequency) * log(alpha + age) + s * log(beta + age);
    return logistic(-logOdds);
  }

  probabilityOfBuying(history: History, horizon: number): number {
    if (!(horizon > 0)) return 0;
    const { r, alpha, s, beta } = this.parameters;
    const [shape, rate, lifeRate] = [r + history.frequency, alpha + history.age, beta + history.age];
    const logIntegral = this.integral.logIntegral({
      alpha: rate,
      p: shape + 1,
      beta: lifeRate,
      q: s,
      from: 0,
      to: horizon,
    });
    const ifAlive = exp(log(shape) + shape * log(rate) + s * log(lifeRate) + logIntegral);
    return this.probabilityAlive(history) * Math.min(1, ifAlive);
  }

  expectedPurchases(history: History, horizon: number): number {
    return this.probabilityAlive(history) * this.expectedPurchasesIfAlive(history, horizon);
  }

  expectedPurchasesIfAlive({ frequency, age }: History, horizon: number): number {
    const { r, alpha, s, beta } = this.parameters;
    return ((r + frequency) / (alpha + age)) * expectedLifetime(s, beta + age, horizon);
  }

  expectedPurchasesOfNewcomer(horizon: number): number {
    const { r, alpha, s, beta } = this.parameters;
    return (r / alpha) * expectedLifetime(s, beta, horizon);
  }

  overdue(history: History): number {
    return overdue(this.parameters, history);
  }
}

/** Expected time alive in (0, horizon]: β/(s − 1) · [1 − (β/(β + t))^(s − 1)], and its limit β · ln(1 + t/β) at s = 1. */
function expectedLifetime(s: number, beta: number, horizon: number): number {
  const logGrowth = Math.log1p(horizon / beta);
  const exponent = (s - 1) * logGrowth;
  return Math.abs(exponent) < 1e-12 ? beta * logGrowth : (-beta * Math.expm1(-exponent)) / (s - 1);
}

/**
 * Minus the mean log-likelihood of a member as a function of (ln r, ln α, ln s, ln β), with its exact gradient.
 *
 * L = Γ(r + x)/Γ(r) · α^r · β^s · { (α + T)^−(r + x) · (β + T)^−s + s · ∫_{t_x}^{T} (α + τ)^−(r + x) · (β + τ)^−(s + 1) dτ }:
 * alive at T, or gone at τ. Both parts are kept relative to the larger one.
 */
export function paretoObjective(groups: HistoryGroups): Objective {
  const { frequency, recency, age, count, members } = groups;
  const integral = new PowerIntegral();
  return (at, gradient) => {
    const [r, alpha, s, beta] = at.map(exp) as unknown as [number, number, number, number];
    const [, logAlpha = 0, , logBeta = 0] = at;
    let [value, byR, byAlpha, byS, byBeta] = [0, 0, 0, 0, 0];
    let purchases = 0;
    let [logRise, riseByR] = [0, 0];
    for (let row = 0; row < count.length; row++) {
      const x = frequency[row] ?? 0;
      for (; purchases < x; purchases++) {
        logRise += log(r + purchases);
        riseByR += 1 / (r + purchases);
      }
      const weight = count[row] ?? 0;
      const end = age[row] ?? 0;
      const [logEnd, logLifeEnd] = [log(alpha + end), log(beta + end)];
      integral.place({ alpha, p: r + x, beta, q: s + 1, from: recency[row] ?? 0, to: end });
      const logAlive = -(r + x) * logEnd - s * logLifeEnd;
      const reference = Math.max(logAlive, integral.logScale);
      const alive = exp(logAlive - reference);
      const scale = s * exp(integral.logScale - reference);
      let [gone, goneByR, goneByAlpha, goneByS, goneByBeta] = [0, 0, 0, 0, 0];
      for (let index = 0; index < integral.size; index++) {
        const part = scale * (integral.weights[index] ?? 0);
        const logRate = integral.logAlphas[index] ?? 0;
        const logLifeRate = integral.logBetas[index] ?? 0;
        gone += part;
        goneByR -= part * logRate;
        goneByAlpha -= part * exp(-logRate);
        goneByS -= part * logLifeRate;
        goneByBeta -= part * exp(-logLifeRate);
      }
      const total = alive + gone;
      value += weight * (logRise + r * logAlpha + s * logBeta + reference + log(total));
      byR += weight * (riseByR + logAlpha + (goneByR - alive * logEnd) / total);
      byAlpha += weight * (r / alpha + ((r + x) * (goneByAlpha - alive / (alpha + end))) / total);
      byS += weight * (logBeta + (gone / s + goneByS - alive * logLifeEnd) / total);
      byBeta += weight * (s / beta + ((s + 1) * goneByBeta - (s * alive) / (beta + end)) / total);
    }
    gradient[0] = (-byR * r) / members;
    gradient[1] = (-byAlpha * alpha) / members;
    gradient[2] = (-byS * s) / members;
    gradient[3] = (-byBeta * beta) / members;
    return -value / members;
  };
}
