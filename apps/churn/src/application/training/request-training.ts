import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { BackgroundWork } from '../ports/background-work.js';
import { type ModelRecord, Models, type NewTraining } from '../ports/models.js';
import { TrainingLease } from '../ports/training-lease.js';
import { InvalidTrainingError, ModelNotFoundError, TrainingInProgressError } from './training-refusals.js';

export interface TrainingRequest {
  readonly programId: string;
  readonly requestedBy: string;
  readonly asOf?: Date;
  readonly horizonDays?: number;
  /** How long the answer may wait for the end of the training. */
  readonly waitMs: number;
}

export const horizonDaysDefault = 90;
/** The same seed for every training: the same facts give the same scores. */
const seed = 20_150_101;

/** Starts a training beside the service; one at a time a programme. */
@Injectable()
export class RequestTraining {
  constructor(
    private readonly models: Models,
    private readonly lease: TrainingLease,
    private readonly work: BackgroundWork,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the record: finished where that took no longer than the wait
   * @throws TrainingInProgressError · InvalidTrainingError
   */
  async execute(request: TrainingRequest): Promise<ModelRecord> {
    const { programId, requestedBy, horizonDays = horizonDaysDefault, waitMs } = request;
    const now = this.clock.now();
    const asOf = request.asOf ?? now;
    if (asOf > now) throw new InvalidTrainingError('/asOf', 'asOf is in the future.');
    await this.models.endInterrupted(now);
    const modelId = this.ids.next();
    const { done } = await this.start({ programId, modelId, requestedBy, asOf, horizonDays, seed, startedAt: now });
    await this.work.within(done, waitMs);
    const record = await this.models.find(programId, modelId);
    if (!record) throw new ModelNotFoundError();
    return record;
  }

  /** The lease first: a training without one is taken for interrupted. */
  private async start(training: Omit<NewTraining, 'heldBy'>): Promise<{ readonly done: Promise<void> }> {
    const { release } = await this.lease.hold();
    try {
      const started = await this.models.start({ ...training, heldBy: this.lease.holder });
      if (!started) throw new TrainingInProgressError();
    } catch (error) {
      release();
      throw error;
    }
    return { done: this.run(training.programId, training.modelId).finally(release) };
  }

  /** Never rejects: how it ended stands in the record. */
  private async run(programId: string, modelId: string): Promise<void> {
    try {
      await this.work.run({ kind: 'train', programId, modelId });
    } catch {
      await this.models.fail(programId, modelId, 'interrupted', this.clock.now()).catch(() => undefined);
    }
  }
}
