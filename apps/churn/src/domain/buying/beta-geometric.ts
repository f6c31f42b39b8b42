import type { Objective } from '../numeric/minimise.js';
import { logistic, softplus } from '../numeric/logistic.js';
import type { BuyingModel } from './buying-model.js';
import { expectedWithCoins } from './coin-expectation.js';
import { overdue, probabilityOfAny } from './gamma-purchasing.js';
import type { HistoryGroups } from './history-groups.js';
import type { History } from './history.js';

/** r, a, b: pure numbers; alpha: in the unit of time. All > 0. */
export interface BetaGeometricParameters {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** How many coins a member has tossed by the first purchase: none in BG/NBD, one in MBG/NBD. */
export type FirstCoins = 0 | 1;

/**
 * BG/NBD and MBG/NBD. Purchases come at a gamma distributed rate; after each one the member drops out with a beta distributed
 * probability. In BG/NBD the coin is tossed after each repeat purchase only, so that every one-time buyer is alive for ever;
 * in MBG/NBD also after the first.
 *
 * Sources: Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2);
 * Batislam, Denizel & Filiztekin (2007), Int. J. of Research in Marketing 24(3).
 */
export class BetaGeometricModel implements BuyingModel {
  constructor(
    private readonly parameters: BetaGeometricParameters,
    private readonly firstCoins: FirstCoins,
  ) {}

  probabilityAlive({ frequency, recency, age }: History): number {
    const { r, alpha, a, b } = this.parameters;
    const coins = frequency + this.firstCoins;
    if (coins === 0) return 1;
    const logOdds = Math.log(a / (b + coins - 1)) + (r + frequency) * Math.log1p((age - recency) / (alpha + recency));
    return logistic(-logOdds);
  }

  probabilityOfBuying(history: History, horizon: number): number {
    return this.probabilityAlive(history) * probabilityOfAny(this.parameters, history, horizon);
  }

  expectedPurchases(history: History, horizon: number): number {
    return this.probabilityAlive(history) * this.expectedPurchasesIfAlive(history, horizon);
  }

  expectedPurchasesIfAlive({ frequency, age }: History, horizon: number): number {
    const { r, alpha, a, b } = this.parameters;
    return expectedWithCoins(
      { shape: r + frequency, rate: alpha + age, a, b: b + frequency + this.firstCoins },
      horizon,
    );
  }

  expectedPurchasesOfNewcomer(horizon: number): number {
    const { r, alpha, a, b } = this.parameters;
    const stays = this.firstCoins === 0 ? 1 : b / (a + b);
    return stays * expectedWithCoins({ shape: r, rate: alpha, a, b: b + this.firstCoins }, horizon);
  }

  overdue(history: History): number {
    return overdue(this.parameters, history);
  }
}

/**
 * Minus the mean log-likelihood of a member, with its exact gradient.
 *
 * @returns a function of (ln r, ln α, ln a, ln b). Products over purchases are sums of logarithms up to the largest x, so that
 *   nothing overflows at x = 1,000 and nothing cancels when a / b goes to nothing
 * Source: Fader, Hardie & Lee (2005) equation 6, with k = x (BG) or x + 1 (MBG) coins tossed.
 */
export function betaGeometricObjective(groups: HistoryGroups, firstCoins: FirstCoins): Objective {
  const { frequency, recency, age, count, members } = groups;
  return (at, gradient) => {
    const [r, alpha, a, b] = at.map(Math.exp) as unknown as [number, number, number, number];
    const logAlpha = at[1] ?? 0;
    let value = 0;
    let [byR, byAlpha, byA, byB] = [0, 0, 0, 0];
    // Sums over the first x purchases and k coins, carried along because the rows are in the order of x.
    let purchases = 0;
    let [logRise, riseByR] = [0, 0];
    let coins = 0;
    let [logStay, stayByA, stayByB] = [0, 0, 0];
    for (let row = 0; row < count.length; row++) {
      const x = frequency[row] ?? 0;
      for (; purchases < x; purchases++) {
        logRise += Math.log(r + purchases);
        riseByR += 1 / (r + purchases);
      }
      for (; coins < x + firstCoins; coins++) {
        logStay -= Math.log1p(a / (b + coins));
        stayByA -= 1 / (a + b + coins);
        stayByB += a / ((b + coins) * (a + b + coins));
      }
      const weight = count[row] ?? 0;
      const exposure = alpha + (age[row] ?? 0);
      const seen = alpha + (recency[row] ?? 0);
      const logExposure = Math.log(exposure);
      let logLikelihood = logRise + logStay + r * logAlpha - (r + x) * logExposure;
      let ofR = riseByR + logAlpha - logExposure;
      let ofAlpha = r / alpha - (r + x) / exposure;
      let ofA = stayByA;
      let ofB = stayByB;
      if (coins > 0) {
        const silence = logExposure - Math.log(seen);
        const odds = Math.log(a / (b + coins - 1)) + (r + x) * silence;
        const gone = logistic(odds);
        logLikelihood += softplus(odds);
        ofR += gone * silence;
        ofAlpha += gone * (r + x) * (1 / exposure - 1 / seen);
        ofA += gone / a;
        ofB -= gone / (b + coins - 1);
      }
      value += weight * logLikelihood;
      byR += weight * ofR;
      byAlpha += weight * ofAlpha;
      byA += weight * ofA;
      byB += weight * ofB;
    }
    gradient[0] = (-byR * r) / members;
    gradient[1] = (-byAlpha * alpha) / members;
    gradient[2] = (-byA * a) / members;
    gradient[3] = (-byB * b) / members;
    return -value / members;
  };
}
