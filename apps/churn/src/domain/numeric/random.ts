/** A stream of numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/**
 * @param seed any integer; only its low 32 bits count
 * Source: Mulberry32 (T. Ettinger, public domain); passes PractRand to 2^32, enough for folds, subsamples and intervals.
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @returns the numbers 0 … length − 1 in random order (Fisher & Yates) */
export function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}
