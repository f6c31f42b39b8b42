import type { BuyingFit } from '../../apps/churn/src/domain/buying/fit-buying-model.js';
import { fitGammaGamma } from '../../apps/churn/src/domain/buying/fit-gamma-gamma.js';
import { expectedValue } from '../../apps/churn/src/domain/buying/gamma-gamma.js';
import type { History } from '../../apps/churn/src/domain/buying/history.js';
import { neighbourhood, probabilityInterval } from '../../apps/churn/src/domain/buying/interval.js';
import { discountedPurchases } from '../../apps/churn/src/domain/buying/lifetime-value.js';

const horizonWeeks = 90 / 7;
const lifetime = { horizon: 52, period: 4, ratePerPeriod: 0.01 };
const spendingFitOn = 20_000;

/**
 * Everything a score is made of, for each customer: P(alive), P(buys) with its interval, expected purchases, urgency, the value of
 * the next purchase and of a year, discounted by the month.
 * @returns the sum of it all
 */
export function scoreAll(fit: BuyingFit, histories: readonly History[]): number {
  const hood = neighbourhood(fit);
  const spending = fitGammaGamma(histories.slice(0, spendingFitOn));
  if (!hood || spending?.degenerate !== false) throw new Error('The simulated customers cannot be fitted.');
  const { centre } = hood;
  return histories.reduce((sum, history) => {
    const { low, high } = probabilityInterval(hood, (model) => model.probabilityOfBuying(history, horizonWeeks));
    const alive = centre.probabilityAlive(history) ?? 1;
    const purchases = discountedPurchases((weeks) => centre.expectedPurchasesIfAlive(history, weeks), lifetime);
    return (
      sum +
      high -
      low +
      alive * purchases * (expectedValue(spending, history) ?? 0) +
      centre.probabilityOfBuying(history, horizonWeeks) +
      centre.expectedPurchases(history, horizonWeeks) +
      centre.overdue(history)
    );
  }, 0);
}
