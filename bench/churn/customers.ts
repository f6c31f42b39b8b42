import { simulateBuyers } from '#testing/buying-population';
import type { History } from '../../apps/churn/src/domain/buying/history.js';
import { seededRandom } from '../../apps/churn/src/domain/numeric/random.js';

/** Customers by column, so that a thread takes them over instead of a copy. */
export interface CustomerColumns {
  readonly frequency: Float64Array<ArrayBuffer>;
  readonly recency: Float64Array<ArrayBuffer>;
  readonly age: Float64Array<ArrayBuffer>;
  readonly meanValue: Float64Array<ArrayBuffer>;
}

/** Customers who buy and leave as those of CDNOW did, first seen over a quarter and watched for 27 to 39 weeks. */
export function cdnowLikeCustomers(count: number): CustomerColumns {
  const histories = simulateBuyers({ customers: count, random: seededRandom(1997) });
  return {
    frequency: Float64Array.from(histories, ({ frequency }) => frequency),
    recency: Float64Array.from(histories, ({ recency }) => recency),
    age: Float64Array.from(histories, ({ age }) => age),
    meanValue: Float64Array.from(histories, ({ meanValue }) => meanValue),
  };
}

export function historiesOf({ frequency, recency, age, meanValue }: CustomerColumns): History[] {
  return Array.from(frequency, (x, index) => ({
    frequency: x,
    recency: recency[index] ?? 0,
    age: age[index] ?? 0,
    meanValue: meanValue[index] ?? 0,
  }));
}

export function buffersOf(columns: CustomerColumns): ArrayBuffer[] {
  return Object.values(columns).map((column: Float64Array<ArrayBuffer>) => column.buffer);
}
