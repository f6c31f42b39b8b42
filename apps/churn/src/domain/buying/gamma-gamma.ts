import type { Objective } from '../numeric/minimise.js';
import { digamma, logGamma } from '../numeric/log-gamma.js';

/** p, q: pure numbers; v: in the money of z. All > 0. */
export interface GammaGammaParameters {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}

/** A member's repeat spending: `frequency` days with `meanValue` a day, both > 0. */
export interface Spending {
  readonly frequency: number;
  readonly meanValue: number;
}

/**
 * Expected value of a future purchase day: what the member spent, drawn towards what members spend as far as there is little of it.
 * @returns in the money of z; the mean over members for who never came back; undefined where that mean is infinite (q ≤ 1)
 * Source: Fader & Hardie (2013), The gamma-gamma model of monetary value, equation 5.
 */
export function expectedValue(
  { p, q, v }: GammaGammaParameters,
  { frequency, meanValue }: Spending,
): number | undefined {
  const divisor = p * frequency + q - 1;
  return divisor > 0 ? (p * (v + frequency * meanValue)) / divisor : undefined;
}

/**
 * Minus the mean log-likelihood of a member's mean spending as a function of (ln p, ln q, ln v), with its exact gradient.
 * Source: Fader & Hardie (2013), equation 1a.
 */
export function gammaGammaObjective(spendings: readonly Spending[]): Objective {
  const sorted = [...spendings].sort(
    (left, right) => left.frequency - right.frequency || left.meanValue - right.meanValue,
  );
  const members = sorted.length;
  return (at, gradient) => {
    const [p, q, v] = at.map(Math.exp) as unknown as [number, number, number];
    const logV = at[2] ?? 0;
    let [value, byP, byQ, byV] = [0, 0, 0, 0];
    let shapesOf = 0;
    let [logShape, slopeOfSum, slopeOfShape] = [0, 0, 0];
    for (const { frequency: x, meanValue: z } of sorted) {
      if (x !== shapesOf) {
        shapesOf = x;
        logShape = logGamma(p * x + q) - logGamma(p * x);
        slopeOfSum = digamma(p * x + q);
        slopeOfShape = digamma(p * x);
      }
      const total = x * z;
      const logTotal = Math.log(total);
      const logAll = Math.log(total + v);
      value += logShape + q * logV + p * x * logTotal - Math.log(z) - (p * x + q) * logAll;
      byP += x * (slopeOfSum - slopeOfShape + logTotal - logAll);
      byQ += slopeOfSum + logV - logAll;
      byV += q / v - (p * x + q) / (total + v);
    }
    gradient[0] = (-byP * p) / members;
    gradient[1] = -(byQ / members - digamma(q)) * q;
    gradient[2] = (-byV * v) / members;
    return -value / members + logGamma(q);
  };
}
