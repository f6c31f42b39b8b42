/** Lots that an activity of their members may change. */
export abstract class TouchedLotStore {
  /**
   * Open lots that expire, where expiries slide, and those that wait for one of the activities. Not locked: they are read again
   * with their books.
   * @returns lot ids by member; those without any are absent
   */
  abstract find(
    programId: string,
    question: {
      readonly wallet: string;
      readonly memberIds: readonly string[];
      readonly awaited: readonly string[];
      readonly sliding: boolean;
    },
  ): Promise<ReadonlyMap<string, readonly string[]>>;
}
