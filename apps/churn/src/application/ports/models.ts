import type { ModelReport } from '../../domain/training/train-model.js';
import type { StoredModel } from '../../domain/training/stored-model.js';

export type ModelStatus = 'running' | 'champion' | 'challenger' | 'rejected' | 'retired' | 'failed';

/** A training and what came of it. */
export interface ModelRecord {
  readonly programId: string;
  readonly modelId: string;
  /** Counts the trainings of a programme. */
  readonly version: number;
  readonly status: ModelStatus;
  readonly requestedBy: string;
  readonly asOf: Date;
  readonly horizonDays: number;
  readonly seed: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly promotedAt: Date | null;
  /** A code. */
  readonly failure: string | null;
  readonly report: TrainingReport | null;
  /** Members scored after the promotion. */
  readonly scored: number | null;
}

/** The report of the models with what it was made from. */
export interface TrainingReport extends ModelReport {
  /** Local days, YYYY-MM-DD. */
  readonly dataWindow: { readonly from: string; readonly to: string };
  /** Members with purchases, and how many of them the models were taught on. */
  readonly population: { readonly members: number; readonly sampled: number };
}

export interface Champion {
  readonly programId: string;
  readonly modelId: string;
  readonly version: number;
  readonly asOf: Date;
  readonly model: StoredModel;
}

export interface NewTraining {
  readonly programId: string;
  readonly modelId: string;
  readonly requestedBy: string;
  readonly asOf: Date;
  readonly horizonDays: number;
  readonly seed: number;
  readonly startedAt: Date;
  /** The lease of the process that it runs in. */
  readonly heldBy: string;
}

export abstract class Models {
  /** @returns undefined while another training of the programme is running */
  abstract start(training: NewTraining): Promise<ModelRecord | undefined>;
  /**
   * Fails, with `interrupted`, what runs in a process that is gone; nothing of it is in use. What another process still works on stays.
   * @returns how many
   */
  abstract endInterrupted(now: Date): Promise<number>;
  abstract fail(programId: string, modelId: string, failure: string, now: Date): Promise<void>;
  /** Report, model and the change of champion in one commit. */
  abstract finish(outcome: {
    readonly programId: string;
    readonly modelId: string;
    readonly status: 'champion' | 'challenger' | 'rejected';
    readonly report: TrainingReport;
    readonly model: StoredModel;
    readonly now: Date;
  }): Promise<void>;
  abstract noteScored(programId: string, modelId: string, scored: number): Promise<void>;
  /** Newest first. */
  abstract list(programId: string, first: number): Promise<ModelRecord[]>;
  abstract find(programId: string, modelId: string): Promise<ModelRecord | undefined>;
  abstract championId(programId: string): Promise<string | undefined>;
  abstract champion(programId: string): Promise<Champion | undefined>;
  /** Whether a model is in use, and why the newest training that is over gave none. */
  abstract standing(programId: string): Promise<{ readonly isInUse: boolean; readonly lastFailure: string | null }>;
  /**
   * Puts an older model back into use.
   * @param version absent: the one that was in use before
   * @returns undefined where there is none
   */
  abstract restore(programId: string, version: number | undefined, now: Date): Promise<ModelRecord | undefined>;
}
