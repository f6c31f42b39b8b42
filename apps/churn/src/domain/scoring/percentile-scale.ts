/** Values of active members on one night, as far as a percentile needs them. */
export interface PercentileScale {
  /** Names the snapshot in every answer. */
  readonly snapshotId: string;
  readonly members: number;
  /** Ascending values, and the share of members below each, those with the same value counted half. */
  readonly values: readonly number[];
  readonly shares: readonly number[];
}

/** More knots would tell members apart by less than a twentieth of a percent. */
const knotsMax = 2_000;

/**
 * Mid-ranks: members with equal values get equal shares. Exact up to 2,000 different values, above that between neighbouring
 * knots by a straight line.
 * @param values shape (active members), any order
 */
export function percentileScale(snapshotId: string, values: Float64Array): PercentileScale {
  const sorted = Float64Array.from(values).sort();
  const knots: { value: number; share: number }[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    knots.push({ value: sorted[start] ?? 0, share: (start + end) / (2 * sorted.length) });
    start = end;
  }
  const kept = thinned(knots);
  return {
    snapshotId,
    members: sorted.length,
    values: kept.map(({ value }) => value),
    shares: kept.map(({ share }) => share),
  };
}

/** @returns 0 … 1; 0.5 where the snapshot has no members */
export function percentileOf({ values, shares }: PercentileScale, value: number): number {
  if (values.length === 0) return 0.5;
  let [below, above] = [-1, values.length];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if ((values[middle] ?? 0) <= value) below = middle;
    else above = middle;
  }
  if (below < 0) return 0;
  const [low, lowShare] = [values[below] ?? 0, shares[below] ?? 0];
  if (low === value) return lowShare;
  if (above === values.length) return 1;
  const [high, highShare] = [values[above] ?? 0, shares[above] ?? 0];
  return lowShare + ((value - low) / (high - low)) * (highShare - lowShare);
}

function thinned<Knot>(knots: readonly Knot[]): readonly Knot[] {
  if (knots.length <= knotsMax) return knots;
  return Array.from(
    { length: knotsMax },
    (_, index) => knots[Math.round((index * (knots.length - 1)) / (knotsMax - 1))],
  ).filter((knot): knot is Knot => knot !== undefined);
}
