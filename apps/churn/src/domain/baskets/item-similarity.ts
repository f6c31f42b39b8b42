export interface SimilarItem {
  readonly item: string;
  /** 0 … 1. */
  readonly similarity: number;
  /** Baskets or members that have both. */
  readonly together: number;
}

export interface SimilarityOptions {
  /** Neighbours kept an item. */
  readonly neighboursMax: number;
  /** Joint baskets at which a similarity counts half: rare pairs prove little. */
  readonly shrinkage: number;
}

/** A basket of hundreds of items says nothing about two of them, and costs the square of its size. */
const itemsPerBasketMax = 200;

/**
 * Item–item collaborative filtering: the cosine of who has two items, times n / (n + shrinkage) for n who have both.
 *
 * @param baskets one a receipt, or one a member for all that the member bought; each item counts once
 * @returns the most similar items of each item, best first, ties by name
 * Sources: Sarwar et al. (2001), Item-based collaborative filtering; shrinkage as in Bell & Koren (2007).
 */
export function similarItems(
  baskets: readonly (readonly string[])[],
  { neighboursMax, shrinkage }: SimilarityOptions,
): Map<string, SimilarItem[]> {
  const counts = new Map<string, number>();
  const together = new Map<string, Map<string, number>>();
  for (const basket of baskets) {
    const items = [...new Set(basket)];
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
    if (items.length > itemsPerBasketMax) continue;
    for (const item of items) {
      const others = together.get(item) ?? new Map<string, number>();
      together.set(item, others);
      for (const other of items) if (other !== item) others.set(other, (others.get(other) ?? 0) + 1);
    }
  }
  const neighbours = (item: string, others: ReadonlyMap<string, number>): SimilarItem[] =>
    [...others]
      .map(([other, both]) => {
        const cosine = both / Math.sqrt((counts.get(item) ?? 0) * (counts.get(other) ?? 0));
        return { item: other, similarity: (cosine * both) / (both + shrinkage), together: both };
      })
      .sort((left, right) => right.similarity - left.similarity || (left.item < right.item ? -1 : 1))
      .slice(0, neighboursMax);
  return new Map([...counts.keys()].map((item) => [item, neighbours(item, together.get(item) ?? new Map())]));
}
