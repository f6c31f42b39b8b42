import { logistic } from '../numeric/logistic.js';
import { fitLogistic } from './logistic-regression.js';

/** Turns the log odds that a learner claims into probabilities that come true. */
export type Calibration = (logOdds: number) => number;

/**
 * Platt's calibration: p = 1 / (1 + e^−(A·s + B)). The ridge of the regression keeps a perfect split finite.
 * Source: Platt (1999), Probabilistic outputs for support vector machines.
 */
export function plattCalibration(logOdds: Float64Array, labels: Uint8Array): Calibration {
  const table = { names: ['log odds'], columns: [logOdds], members: logOdds.length };
  // Probed outside of the scores: the line must go on beyond them.
  const scale = fitLogistic(table, labels, 'followed');
  const [zero = 0, one = 0] = scale.logOdds({ names: table.names, columns: [Float64Array.of(0, 1)], members: 2 });
  return (score) => logistic(zero + (one - zero) * score);
}

/**
 * Isotonic calibration: the best rising step function, by pooling neighbours that are in the wrong order, with straight lines
 * between the middles of the steps so that different scores stay different. Nothing is ever certain: the ends keep the distance
 * from 0 and 1 of one more member on the other side.
 * Source: Zadrozny & Elkan (2002); pool adjacent violators, Ayer et al. (1955).
 */
export function isotonicCalibration(logOdds: Float64Array, labels: Uint8Array): Calibration {
  const pools: Pool[] = [];
  for (const tie of tiesOf(logOdds, labels)) {
    pools.push(tie);
    for (;;) {
      const [left, right] = [pools.at(-2), pools.at(-1)];
      if (!left || !right || left.hits * right.n < right.hits * left.n) break;
      pools.splice(-2, 2, { score: left.score + right.score, hits: left.hits + right.hits, n: left.n + right.n });
    }
  }
  const least = 1 / (logOdds.length + 2);
  const steps = pools.map(({ score, hits, n }) => ({
    at: score / n,
    rate: Math.min(1 - least, Math.max(least, hits / n)),
  }));
  return (score) => interpolated(steps, score);
}

interface Pool {
  /** Sum over its members. */
  readonly score: number;
  readonly hits: number;
  readonly n: number;
}

/** Members by rising score, those of one score together: among them there is no order to respect. */
function tiesOf(logOdds: Float64Array, labels: Uint8Array): Pool[] {
  const order = Uint32Array.from(logOdds, (_, index) => index).sort((a, b) => (logOdds[a] ?? 0) - (logOdds[b] ?? 0));
  const ties: { score: number; hits: number; n: number }[] = [];
  let last = Number.NaN;
  for (const member of order) {
    const score = logOdds[member] ?? 0;
    const tie = ties.at(-1);
    if (tie && score === last) {
      tie.score += score;
      tie.hits += labels[member] ?? 0;
      tie.n++;
    } else {
      ties.push({ score, hits: labels[member] ?? 0, n: 1 });
    }
    last = score;
  }
  return ties;
}

function interpolated(steps: readonly { readonly at: number; readonly rate: number }[], score: number): number {
  let [below, above] = [-1, steps.length];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if ((steps[middle]?.at ?? 0) <= score) below = middle;
    else above = middle;
  }
  const [left, right] = [steps[below], steps[above]];
  if (!left || !right) return (left ?? right)?.rate ?? Number.NaN;
  return left.rate + ((score - left.at) / (right.at - left.at)) * (right.rate - left.rate);
}
