/** What takes seconds to minutes of computing. */
export type Work =
  | { readonly kind: 'train'; readonly programId: string; readonly modelId: string }
  | { readonly kind: 'score'; readonly programId: string; readonly asOf: Date };

/** Runs work beside the service, so that its loop goes on answering; never two works of a programme at once. */
export abstract class BackgroundWork {
  /** @throws when the work failed or was ended by a shutdown */
  abstract run(work: Work): Promise<void>;
  /** Resolves when the work is over, or the wait; the work goes on. */
  abstract within(work: Promise<void>, waitMs: number): Promise<void>;
}
