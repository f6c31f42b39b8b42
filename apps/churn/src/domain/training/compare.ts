import { bootstrapInterval } from '../learning/bootstrap.js';

/** How much lower the Brier score of one prediction is than that of another on the same members. */
export interface Comparison {
  /** Positive where the first is better. */
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  /** The whole interval is above zero. */
  readonly isBeyondNoise: boolean;
}

const repetitions = 300;

/** Paired: each sample of members judges both predictions, so that what is hard for both cancels. */
export function compareBrier(
  challenger: Float64Array,
  other: Float64Array,
  labels: Uint8Array,
  seed: number,
): Comparison {
  const gains = Float64Array.from(labels, (label, index) => {
    return ((other[index] ?? 0) - label) ** 2 - ((challenger[index] ?? 0) - label) ** 2;
  });
  const mean = (sample: Int32Array): number =>
    sample.reduce((sum, member) => sum + (gains[member] ?? 0), 0) / sample.length;
  const gain = gains.reduce((sum, each) => sum + each, 0) / gains.length;
  const { low, high } = bootstrapInterval(labels.length, mean, { seed, repetitions }) ?? { low: gain, high: gain };
  return { gain, low, high, isBeyondNoise: low > 0 };
}
