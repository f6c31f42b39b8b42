/**
 * @param sorted ascending, not empty
 * @param share 0 … 1
 * @returns the quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7)
 */
export function quantile(sorted: readonly number[] | Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (position - below) * (high - low);
}
