import type { OutcomeBand } from './stored-model.js';

const bandsCount = 12;
const membersPerBandMin = 25;
/** Of the normal distribution, for 95 %. */
const z = 1.959963984540054;

/**
 * Members by rising probability in bands of equal size, each with the interval of the share that left.
 * Source: Wilson (1927), Probable inference, J. of the American Statistical Association 22.
 */
export function outcomeBands(probabilities: Float64Array, labels: Uint8Array): OutcomeBand[] {
  const order = Uint32Array.from(probabilities, (_, index) => index).sort(
    (a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0),
  );
  const count = Math.max(1, Math.min(bandsCount, Math.floor(order.length / membersPerBandMin)));
  return Array.from({ length: count }, (_, band) => {
    const members = order.slice(
      Math.floor((band * order.length) / count),
      Math.floor(((band + 1) * order.length) / count),
    );
    const left = members.reduce((sum, member) => sum + (labels[member] ?? 0), 0);
    return { from: band === 0 ? 0 : (probabilities[members[0] ?? 0] ?? 0), ...wilson(left, members.length) };
  });
}

/** @returns an interval that holds the probability itself, whatever its band says */
export function bandInterval(bands: readonly OutcomeBand[], probability: number): { low: number; high: number } {
  const band = bands.findLast(({ from }) => probability >= from) ?? { low: 0, high: 1 };
  return { low: Math.min(probability, band.low), high: Math.max(probability, band.high) };
}

function wilson(hits: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const reach = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
