import type { FeatureTable } from './feature-table.js';

/** A feature table cut into few values: what makes the search for a split cheap. */
export interface BinnedTable {
  /** Shape (features) of (members): 0 for a missing value, else 1 + the number of edges below the value. */
  readonly columns: readonly Uint8Array[];
  /** Ascending upper edges of the bins but the last, shape (features) of (bins − 1). */
  readonly edges: readonly Float64Array[];
  readonly members: number;
}

const binsMax = 64;

/** Edges lie between values at equal shares of the members; few distinct values get a bin each. */
export function binTable(table: FeatureTable): BinnedTable {
  const edges = table.columns.map(edgesOf);
  return {
    columns: table.columns.map((column, index) => binned(column, edges[index] ?? new Float64Array())),
    edges,
    members: table.members,
  };
}

function edgesOf(column: Float64Array): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  const add = (left: number, right: number): void => {
    const middle = left + (right - left) / 2;
    if (left < right && middle !== edges.at(-1)) edges.push(middle);
  };
  const distinct = sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
  if (distinct.length <= binsMax) {
    for (let index = 1; index < distinct.length; index++) add(distinct[index - 1] ?? 0, distinct[index] ?? 0);
  } else {
    for (let bin = 1; bin < binsMax; bin++) {
      const value = sorted[Math.floor((bin * sorted.length) / binsMax)] ?? 0;
      const position = distinct.indexOf(value);
      if (position > 0) add(distinct[position - 1] ?? 0, value);
    }
  }
  return Float64Array.from(edges);
}

function binned(column: Float64Array, edges: Float64Array): Uint8Array {
  return Uint8Array.from(column, (value) => (Number.isNaN(value) ? 0 : 1 + countBelow(edges, value)));
}

function countBelow(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
