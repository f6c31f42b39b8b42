/** How far the share that churns has moved between training and now. */
export interface Drift {
  /** Now minus then. */
  readonly difference: number;
  /** More than chance and more than five points: probabilities learned then are off by about that much now. */
  readonly isDrifting: boolean;
}

const differenceMin = 0.05;
/** Two-sided at about 1 in 400. */
const standardErrorsMin = 3;

/** @returns undefined where one of the two is empty */
export function driftOf(then: Uint8Array, now: Uint8Array): Drift | undefined {
  if (then.length === 0 || now.length === 0) return undefined;
  const [before, after] = [shareOf(then), shareOf(now)];
  const pooled = (before * then.length + after * now.length) / (then.length + now.length);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / then.length + 1 / now.length));
  const difference = after - before;
  return {
    difference,
    isDrifting: Math.abs(difference) > differenceMin && Math.abs(difference) > standardErrorsMin * error,
  };
}

function shareOf(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0) / labels.length;
}
