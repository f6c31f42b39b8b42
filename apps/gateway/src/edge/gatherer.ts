interface GathererOptions {
  readonly itemsMax: number;
  /** How long the first item of a group waits for others. */
  readonly windowMs: number;
  /** Groups of one lane on their way at once; further items wait and make the next group larger. */
  readonly inFlightMax: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<Item, Result> {
  waiting: Waiting<Item, Result>[];
  inFlight: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Makes one call of many that arrive together: items of a lane (a programme) wait up to `windowMs` for each other.
 * What `run` throws is every item's error; a result that stands for one item alone is a result.
 */
export class Gatherer<Item, Result> {
  private readonly lanes = new Map<string, Lane<Item, Result>>();

  /** @param run one group's work: results in the order of the items */
  constructor(
    private readonly options: GathererOptions,
    private readonly run: (lane: string, items: readonly Item[]) => Promise<readonly Result[]>,
  ) {}

  add(laneName: string, item: Item): Promise<Result> {
    const lane = this.laneOf(laneName);
    const result = new Promise<Result>((resolve, reject) => lane.waiting.push({ item, resolve, reject }));
    if (lane.waiting.length >= this.options.itemsMax) this.start(laneName, lane);
    else lane.timer ??= setTimeout(() => this.start(laneName, lane), this.options.windowMs);
    return result;
  }

  private laneOf(name: string): Lane<Item, Result> {
    let lane = this.lanes.get(name);
    if (!lane) {
      lane = { waiting: [], inFlight: 0, timer: undefined };
      this.lanes.set(name, lane);
    }
    return lane;
  }

  private start(name: string, lane: Lane<Item, Result>): void {
    clearTimeout(lane.timer);
    lane.timer = undefined;
    while (lane.waiting.length > 0 && lane.inFlight < this.options.inFlightMax) {
      const group = lane.waiting.splice(0, this.options.itemsMax);
      lane.inFlight += 1;
      void this.settle(name, group).finally(() => {
        lane.inFlight -= 1;
        if (lane.waiting.length > 0) this.start(name, lane);
        else if (lane.inFlight === 0) this.lanes.delete(name);
      });
    }
  }

  private async settle(name: string, group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(
        name,
        group.map(({ item }) => item),
      );
      if (results.length !== group.length) throw new Error('A gathered call answered another number of results.');
      group.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
