/** A row of a walk through all counters in the order of their keys. */
export type CounterPlace = readonly string[];

/** Counters of days, weeks and months. Everything joins the ambient transaction. */
export abstract class CounterStore {
  /**
   * Looks at the next counters of campaigns, and deletes those of periods that were over by an instant.
   * @param after null begins
   * @returns the last one it looked at; null at the end
   */
  abstract purgeUsage(page: {
    readonly after: CounterPlace | null;
    readonly overBy: Date;
    readonly first: number;
  }): Promise<CounterPlace | null>;

  /** The same of what members have sent to others by day. */
  abstract purgeTransfers(page: {
    readonly after: CounterPlace | null;
    readonly overBy: Date;
    readonly first: number;
  }): Promise<CounterPlace | null>;
}
