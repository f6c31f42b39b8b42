import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { BackgroundWork } from '../ports/background-work.js';
import { type ModelRecord, Models } from '../ports/models.js';
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
/** A training that is still running after this was left behind by a process that is gone. */
const runningMsMax = 15 * 60 * 1000;

/** Starts a training beside the service; one at a time a programme. */
@Injectable()
export class RequestTraining {
  constructor(
    private readonly models: Models,
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
    await this.models.failInterrupted(new Date(now.getTime() - runningMsMax), now);
    const modelId = this.ids.next();
    const started = await this.models.start({
      programId,
      modelId,
      requestedBy,
      asOf,
      horizonDays,
      seed,
      startedAt: now,
    });
    if (!started) throw new TrainingInProgressError();
    await this.work.within(this.run(programId, modelId), waitMs);
    const record = await this.models.find(programId, modelId);
    if (!record) throw new ModelNotFoundError();
    return record;
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
