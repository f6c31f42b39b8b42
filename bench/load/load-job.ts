/** What the load process is told to send. */
export interface LoadJob {
  readonly kind: 'single' | 'batch' | 'query' | 'redemption' | 'evaluate';
  readonly baseUrl: string;
  readonly key: string;
  /** Marks the transaction ids of this load. */
  readonly run: string;
  readonly connections: number;
  /** Sent and acknowledged like the rest, but not part of the figures. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Paced; as fast as it goes where absent. */
  readonly perSecond?: number;
  /** Cards of the members that take part. */
  readonly cards: readonly string[];
}

export interface LoadResult {
  /** Purchases or queries answered well within the measured time, by second. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Over the whole load, warm-up included. */
  readonly acknowledged: { readonly purchases: number; readonly points: number };
  /** Answers that were not the expected one, and connections that broke, by what they said. */
  readonly failures: Readonly<Record<string, number>>;
  /** User and system time of the load itself, in cores: what it took from the platform. */
  readonly ownCores: number;
}
