/**
 * How well probabilities told what came.
 * @remarks Labels are 1 where it happened and 0 where not; shapes (n) and (n), same order.
 */
export interface Quality {
  /** Chance that one where it happened got the higher probability; ties count half. NaN without both outcomes. */
  readonly auc: number;
  /** Mean squared difference of probability and outcome (Brier 1950). */
  readonly brier: number;
  /** Expected calibration error over ten equal-width bins of probability (Naeini et al. 2015). */
  readonly ece: number;
}

const calibrationBins = 10;

export function quality(probabilities: Float64Array, labels: Uint8Array): Quality {
  return { auc: auc(probabilities, labels), brier: brier(probabilities, labels), ece: ece(probabilities, labels) };
}

/** By the Mann–Whitney statistic with mid-ranks. */
export function auc(scores: Float64Array, labels: Uint8Array): number {
  const order = Uint32Array.from(scores, (_, index) => index).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    let hits = 0;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) {
      hits += labels[order[end] ?? 0] ?? 0;
      end++;
    }
    rankSum += hits * ((start + end + 1) / 2);
    positives += hits;
    start = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export function brier(probabilities: Float64Array, labels: Uint8Array): number {
  return probabilities.reduce((sum, p, index) => sum + (p - (labels[index] ?? 0)) ** 2, 0) / probabilities.length;
}

/** One line of a calibration table. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly meanProbability: number;
  readonly observedRate: number;
}

/** @returns the ten bins [0, 0.1), …, [0.9, 1], without the empty ones */
export function calibrationTable(probabilities: Float64Array, labels: Uint8Array): CalibrationBin[] {
  const sums = Array.from({ length: calibrationBins }, () => ({ n: 0, probability: 0, hits: 0 }));
  for (const [index, probability] of probabilities.entries()) {
    const sum = sums[Math.min(calibrationBins - 1, Math.floor(probability * calibrationBins))];
    if (!sum) continue;
    sum.n++;
    sum.probability += probability;
    sum.hits += labels[index] ?? 0;
  }
  return sums.flatMap(({ n, probability, hits }, bin) =>
    n === 0
      ? []
      : [
          {
            from: bin / calibrationBins,
            to: (bin + 1) / calibrationBins,
            n,
            meanProbability: probability / n,
            observedRate: hits / n,
          },
        ],
  );
}

export function ece(probabilities: Float64Array, labels: Uint8Array): number {
  return calibrationTable(probabilities, labels).reduce(
    (sum, { n, meanProbability, observedRate }) =>
      sum + (n / probabilities.length) * Math.abs(meanProbability - observedRate),
    0,
  );
}
