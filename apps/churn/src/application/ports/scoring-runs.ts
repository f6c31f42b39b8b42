import type { RiskCell } from '../../domain/watch/risk-cells.js';

/** Scoring everybody of a programme: how far it has come. */
export interface ScoringRun {
  readonly programId: string;
  readonly runId: string;
  readonly modelVersion: string;
  readonly asOf: Date;
  /** Null until the values that percentiles compare with have been taken. */
  readonly snapshotId: string | null;
  /** Members up to this one have their scores; null before the first page. */
  readonly afterMember: string | null;
  readonly scored: number;
  /** Of those members. */
  readonly cells: readonly RiskCell[];
}

export interface WantedRun {
  readonly programId: string;
  readonly runId: string;
  readonly modelVersion: string;
  readonly asOf: Date;
  readonly now: Date;
}

/**
 * One run a programme. Each step names where the run stood before it: of two workers on one run the second finds it moved on, and
 * writes nothing; a newer run ends an older one in the same way.
 */
export abstract class ScoringRuns {
  /** The unfinished run of this model as of this instant; else a new one from the beginning. */
  abstract begin(wanted: WantedRun): Promise<ScoringRun>;
  /** Tells that somebody works on it. @throws ScoringTakenOverError */
  abstract touch(run: ScoringRun, now: Date): Promise<void>;
  /** In the transaction that saves the snapshot. @throws ScoringTakenOverError */
  abstract noteSnapshot(run: ScoringRun, snapshotId: string, now: Date): Promise<ScoringRun>;
  /** In the transaction that saves the scores of a page. @throws ScoringTakenOverError */
  abstract advance(
    run: ScoringRun,
    page: Pick<ScoringRun, 'scored' | 'cells'> & { readonly afterMember: string },
    now: Date,
  ): Promise<ScoringRun>;
  /** In the transaction that saves the night's cells. @throws ScoringTakenOverError */
  abstract finish(run: ScoringRun, now: Date): Promise<void>;
  /** Runs that nobody has worked on since. */
  abstract abandoned(since: Date): Promise<{ readonly programId: string; readonly asOf: Date }[]>;
}

/** Another worker goes on with the run, or a newer run has replaced it. */
export class ScoringTakenOverError extends Error {
  constructor() {
    super('Another worker goes on with this scoring.');
  }
}
