/** How future money is counted. */
export interface Discounting {
  /** From now on, in the unit of the model. */
  readonly horizon: number;
  /** Length of a period, in the same unit. */
  readonly period: number;
  /** Interest a period: 0.01 for 1 %. */
  readonly ratePerPeriod: number;
}

/**
 * Expected purchases within the horizon, each discounted from the middle of its period: what a lifetime value multiplies by the
 * expected value of a purchase and by the margin.
 *
 * @param expectedUntil expected purchases in (now, now + t], rising with t
 * @returns ≥ 0, at most `expectedUntil(horizon)`
 * Source: Fader, Hardie & Lee (2005), RFM and CLV: using iso-value curves, J. of Marketing Research 42(4), in steps.
 */
export function discountedPurchases(expectedUntil: (t: number) => number, discounting: Discounting): number {
  const { horizon, period, ratePerPeriod } = discounting;
  let sum = 0;
  let before = 0;
  for (let start = 0; start < horizon; start += period) {
    const end = Math.min(horizon, start + period);
    const until = expectedUntil(end);
    sum += (until - before) * (1 + ratePerPeriod) ** (-(start + end) / (2 * period));
    before = until;
  }
  return sum;
}
