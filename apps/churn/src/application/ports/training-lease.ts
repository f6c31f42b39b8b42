/** Shows to every other process that this one is still there, for as long as it trains. */
export abstract class TrainingLease {
  /** Told with each training that this process starts. */
  abstract readonly holder: string;
  /** Held until every `release` was called, and not a moment longer than the process lives. */
  abstract hold(): Promise<{ release: () => void }>;
}
