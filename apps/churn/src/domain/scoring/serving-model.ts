import { Matrix } from 'ml-matrix';
import type { BuyingModel } from '../buying/buying-model.js';
import { buyingModel, parameterNames } from '../buying/fit-buying-model.js';
import type { History } from '../buying/history.js';
import { expectedValue } from '../buying/gamma-gamma.js';
import { neighbourhood, probabilityInterval, type Neighbourhood } from '../buying/interval.js';
import { discountedPurchases } from '../buying/lifetime-value.js';
import { bandInterval } from '../training/outcome-bands.js';
import type { StoredModel } from '../training/stored-model.js';

const intervalLevel = 0.95;
/** Lifetime value looks a year ahead, by quarters, at 10 % interest a year. */
export const lifetimeDays = 365;
const quarterDays = 91.25;
const interestPerQuarter = 0.025;

/** A stored model made ready to predict; money in minor units. */
export class ServingModel {
  readonly buying: BuyingModel;
  private readonly around: Neighbourhood | undefined;

  constructor(readonly stored: StoredModel) {
    const { name, parameters, covariance } = stored.buying;
    this.buying = buyingModel(name, parameters);
    const logs = Float64Array.from(parameterNames(name), (each) => Math.log(parameters[each] ?? Number.NaN));
    const estimate = {
      logs,
      logLikelihood: Number.NaN,
      covariance: covariance ? new Matrix(toRows(covariance)) : undefined,
    };
    this.around = neighbourhood({ name, parameters, logLikelihood: Number.NaN, estimate });
  }

  /** Expected value of a coming purchase day. */
  valuePerDay({ frequency, meanValue }: History): number {
    const { gammaGamma, meanDayValue, isSpendingAlike = false } = this.stored.buying;
    if (isSpendingAlike) return meanDayValue;
    const expected = gammaGamma ? expectedValue(gammaGamma, { frequency, meanValue }) : undefined;
    return expected ?? (frequency > 0 ? meanValue : meanDayValue);
  }

  /** What the member brings within the horizon if kept: given alive, so that the probability is not counted twice. */
  valueIfRetained(history: History): number {
    return this.buying.expectedPurchasesIfAlive(history, this.stored.horizonDays) * this.valuePerDay(history);
  }

  lifetimeValue(history: History): number {
    const expectedUntil = (days: number): number => this.buying.expectedPurchases(history, days);
    const discounting = { horizon: lifetimeDays, period: quarterDays, ratePerPeriod: interestPerQuarter };
    return discountedPurchases(expectedUntil, discounting) * this.valuePerDay(history);
  }

  /** Of the churn probability: the parameters' posterior for the closed form, else what like members did when the model was tried. */
  interval(history: History, probability: number): { low: number; high: number; level: number } {
    const { classifier, bands, horizonDays } = this.stored;
    if (classifier || !this.around) return { ...bandInterval(bands, probability), level: intervalLevel };
    const { low, high } = probabilityInterval(this.around, (model) => model.probabilityOfBuying(history, horizonDays));
    return { low: Math.min(probability, 1 - high), high: Math.max(probability, 1 - low), level: intervalLevel };
  }
}

function toRows(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((row) => [...row]);
}
