import type { FeatureTable } from './feature-table.js';

/** Tells how likely each member is to have label 1. */
export interface Classifier {
  /** @returns the log odds of each member, shape (members) */
  logOdds(table: FeatureTable): Float64Array;
}

/** Learns from labelled members. @param seed same seed, same classifier */
export type Learner = (table: FeatureTable, labels: Uint8Array, seed: number) => Classifier;
