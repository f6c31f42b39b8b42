/** A day that stands out from the days before it. */
export interface Anomaly {
  readonly observed: number;
  /** Median of the days before. */
  readonly expected: number;
  /** How many robust deviations above. */
  readonly robustZ: number;
}

/** Below this there is no telling what is usual. */
const daysMin = 14;
const robustZMin = 3.5;
/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const normalScale = 1.4826;

/**
 * By the median and the median absolute deviation, which one wild day before does not move. The deviation is at least that of a
 * count of this size by chance (√median), so that a quiet series does not call every event an anomaly.
 *
 * @param before counts of the days before, one a day, zeros included
 * @returns undefined for a usual day, and where there are fewer than 14 days to compare with
 * Source: Iglewicz & Hoaglin (1993), How to detect and handle outliers: 3.5 robust deviations.
 */
export function anomalyOf(before: readonly number[], observed: number): Anomaly | undefined {
  if (before.length < daysMin) return undefined;
  const expected = median(before);
  const deviation = normalScale * median(before.map((count) => Math.abs(count - expected)));
  const robustZ = (observed - expected) / Math.max(deviation, Math.sqrt(expected), 1);
  return robustZ > robustZMin ? { observed, expected, robustZ } : undefined;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}
