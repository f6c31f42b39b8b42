import type { History } from './history.js';

/** Members with the same x, t_x and T are one row of the likelihood: 2,357 CDNOW customers are 1,100 rows. */
export interface HistoryGroups {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
  /** Members in each row, > 0. */
  readonly count: Float64Array;
  readonly members: number;
  /** Largest x. */
  readonly frequencyMax: number;
  readonly meanAge: number;
}

/** In an order of its own, so that sums, and with them the fit, do not depend on the order of the members. */
export function groupHistories(histories: readonly History[]): HistoryGroups {
  const sorted = [...histories].sort(
    (left, right) => left.frequency - right.frequency || left.age - right.age || left.recency - right.recency,
  );
  const frequency: number[] = [];
  const recency: number[] = [];
  const age: number[] = [];
  const count: number[] = [];
  for (const history of sorted) {
    const last = count.length - 1;
    if (
      last >= 0 &&
      history.frequency === frequency[last] &&
      history.age === age[last] &&
      history.recency === recency[last]
    ) {
      count[last] = (count[last] ?? 0) + 1;
    } else {
      frequency.push(history.frequency);
      recency.push(history.recency);
      age.push(history.age);
      count.push(1);
    }
  }
  return {
    frequency: Float64Array.from(frequency),
    recency: Float64Array.from(recency),
    age: Float64Array.from(age),
    count: Float64Array.from(count),
    members: histories.length,
    frequencyMax: frequency.at(-1) ?? 0,
    meanAge: age.reduce((sum, each, index) => sum + each * (count[index] ?? 0), 0) / Math.max(1, histories.length),
  };
}

/** An even part of the rows: their order runs through x, T and t_x. @returns the groups themselves for n = 1 */
export function everyNth(groups: HistoryGroups, n: number): HistoryGroups {
  if (n <= 1) return groups;
  const pick = (column: Float64Array): Float64Array => column.filter((_, row) => row % n === 0);
  const [count, age] = [pick(groups.count), pick(groups.age)];
  const members = count.reduce((sum, each) => sum + each, 0);
  return {
    frequency: pick(groups.frequency),
    recency: pick(groups.recency),
    age,
    count,
    members,
    frequencyMax: groups.frequencyMax,
    meanAge: age.reduce((sum, each, row) => sum + each * (count[row] ?? 0), 0) / members,
  };
}
