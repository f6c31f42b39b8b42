import { seededRandom, shuffled } from '../numeric/random.js';

/**
 * Spreads members over folds at random, each outcome evenly.
 * @param labels shape (n)
 * @returns the fold of each member, 0 … count − 1, shape (n); the same for the same seed
 */
export function stratifiedFolds(labels: Uint8Array, count: number, seed: number): Uint8Array {
  const order = shuffled(labels.length, seededRandom(seed));
  const folds = new Uint8Array(labels.length);
  const next = [0, 0];
  for (const member of order) {
    const label = labels[member] ?? 0;
    folds[member] = (next[label] ?? 0) % count;
    next[label] = (next[label] ?? 0) + 1;
  }
  return folds;
}
