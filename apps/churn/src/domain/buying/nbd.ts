import type { Objective } from '../numeric/minimise.js';
import type { BuyingModel } from './buying-model.js';
import { overdue, probabilityOfAny, type GammaPurchasing } from './gamma-purchasing.js';
import type { HistoryGroups } from './history-groups.js';
import type { History } from './history.js';

/**
 * The plain NBD: members buy at a gamma distributed rate and never drop out. What every other model must beat, and what a
 * degenerate fit is told as; it says nothing of who is alive.
 *
 * Source: Ehrenberg (1959), The pattern of consumer purchases, Applied Statistics 8(1).
 */
export class NbdModel implements BuyingModel {
  constructor(private readonly parameters: GammaPurchasing) {}

  probabilityAlive(): undefined {
    return undefined;
  }

  probabilityOfBuying(history: History, horizon: number): number {
    return probabilityOfAny(this.parameters, history, horizon);
  }

  expectedPurchases({ frequency, age }: History, horizon: number): number {
    const { r, alpha } = this.parameters;
    return (horizon * (r + frequency)) / (alpha + age);
  }

  expectedPurchasesIfAlive(history: History, horizon: number): number {
    return this.expectedPurchases(history, horizon);
  }

  expectedPurchasesOfNewcomer(horizon: number): number {
    return (horizon * this.parameters.r) / this.parameters.alpha;
  }

  overdue(history: History): number {
    return overdue(this.parameters, history);
  }
}

/** Minus the mean log-likelihood of a member as a function of (ln r, ln α), with its exact gradient. */
export function nbdObjective({ frequency, age, count, members }: HistoryGroups): Objective {
  return (at, gradient) => {
    const [r, alpha] = at.map(Math.exp) as unknown as [number, number];
    const logAlpha = at[1] ?? 0;
    let [value, byR, byAlpha] = [0, 0, 0];
    let purchases = 0;
    let [logRise, riseByR] = [0, 0];
    for (let row = 0; row < count.length; row++) {
      const x = frequency[row] ?? 0;
      for (; purchases < x; purchases++) {
        logRise += Math.log(r + purchases);
        riseByR += 1 / (r + purchases);
      }
      const weight = count[row] ?? 0;
      const exposure = alpha + (age[row] ?? 0);
      const logExposure = Math.log(exposure);
      value += weight * (logRise + r * logAlpha - (r + x) * logExposure);
      byR += weight * (riseByR + logAlpha - logExposure);
      byAlpha += weight * (r / alpha - (r + x) / exposure);
    }
    gradient[0] = (-byR * r) / members;
    gradient[1] = (-byAlpha * alpha) / members;
    return -value / members;
  };
}
