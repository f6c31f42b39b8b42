import type { TouchedMember } from './purchase-facts.js';

/** Members whose facts changed since their score was made, in the order of the changes; who changed twice may stand in it twice. */
export abstract class RescoreQueue {
  /**
   * Joins the transaction of the facts, and never waits for members who are being scored. Programmes without a model in use need no
   * score: theirs are left out.
   */
  abstract add(members: readonly TouchedMember[]): Promise<void>;
  /** Taken in the transaction that saves the scores: a crash leaves them here. */
  abstract take(max: number): Promise<TouchedMember[]>;
  /** @param listener called after each commit that added members */
  abstract onAdded(listener: () => void): void;
}
