import { quantile } from '../numeric/quantile.js';
import { seededRandom } from '../numeric/random.js';

const repetitionsDefault = 500;
const level = 0.95;

/**
 * What another sample of as many members might have given: percentiles of a statistic over samples drawn with replacement.
 * @param statistic of the members with these indices
 * @returns undefined where the statistic is nowhere defined
 * Source: Efron (1979), Bootstrap methods.
 */
export function bootstrapInterval(
  n: number,
  statistic: (sample: Int32Array) => number,
  { seed, repetitions = repetitionsDefault }: { readonly seed: number; readonly repetitions?: number },
): { readonly low: number; readonly high: number; readonly level: number } | undefined {
  const random = seededRandom(seed);
  const sample = new Int32Array(n);
  const values: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (let index = 0; index < n; index++) sample[index] = Math.floor(random() * n);
    const value = statistic(sample);
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length === 0) return undefined;
  values.sort((left, right) => left - right);
  return { low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2), level };
}
