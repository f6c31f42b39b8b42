/** Items that are often in one basket together. */
export interface Itemset {
  /** In alphabetical order. */
  readonly items: readonly string[];
  /** Baskets that hold all of them. */
  readonly count: number;
}

/** More make no rule that anybody reads, and a support near nothing must not fill the memory. */
export const itemsetSizeMax = 10;
export const itemsetsMax = 2_000_000;

/** The support asked for is so low that nearly everything is frequent. */
export class TooManyItemsetsError extends Error {
  constructor() {
    super(`More than ${itemsetsMax} itemsets reach that support: ask for a higher one.`);
  }
}

interface Extension {
  readonly item: string;
  /** The baskets, by number, ascending. */
  readonly baskets: Int32Array;
}

/**
 * All itemsets up to ten items that at least `countMin` baskets hold, with exact counts.
 *
 * @param baskets each item counts once a basket; order never matters
 * @param countMin ≥ 1
 * @throws TooManyItemsetsError
 * Source: Zaki (2000), Scalable algorithms for association mining (Eclat): depth first, on lists of basket numbers.
 */
export function frequentItemsets(baskets: readonly (readonly string[])[], countMin: number): Itemset[] {
  const single = new Map<string, number[]>();
  for (const [number, basket] of baskets.entries()) {
    for (const item of new Set(basket)) {
      const seen = single.get(item);
      if (seen) seen.push(number);
      else single.set(item, [number]);
    }
  }
  const roots = [...single]
    .filter(([, numbers]) => numbers.length >= countMin)
    .map(([item, numbers]) => ({ item, baskets: Int32Array.from(numbers) }))
    .sort((left, right) => (left.item < right.item ? -1 : 1));
  const found: Itemset[] = [];
  extend([], roots, countMin, found);
  return found;
}

function extend(prefix: readonly string[], extensions: readonly Extension[], countMin: number, found: Itemset[]): void {
  for (const [index, { item, baskets }] of extensions.entries()) {
    const items = [...prefix, item];
    if (found.length >= itemsetsMax) throw new TooManyItemsetsError();
    found.push({ items, count: baskets.length });
    if (items.length === itemsetSizeMax) continue;
    const deeper = extensions
      .slice(index + 1)
      .map((other) => ({ item: other.item, baskets: intersection(baskets, other.baskets) }))
      .filter((other) => other.baskets.length >= countMin);
    if (deeper.length > 0) extend(items, deeper, countMin, found);
  }
}

function intersection(left: Int32Array, right: Int32Array): Int32Array {
  const common = new Int32Array(Math.min(left.length, right.length));
  let [i, j, size] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const difference = (left[i] ?? 0) - (right[j] ?? 0);
    if (difference === 0) common[size++] = left[i] ?? 0;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return common.slice(0, size);
}
