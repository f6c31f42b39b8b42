import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { BackgroundWork } from '../ports/background-work.js';
import { type ModelRecord, Models } from '../ports/models.js';
import { ModelNotFoundError } from './training-refusals.js';

/** Puts an older model back into use, and scores everybody with it. */
@Injectable()
export class RollbackModel {
  constructor(
    private readonly models: Models,
    private readonly work: BackgroundWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @param version absent: the model that was in use before
   * @throws ModelNotFoundError where it was never in use
   */
  async execute(programId: string, version: number | undefined): Promise<ModelRecord> {
    const now = this.clock.now();
    const restored = await this.models.restore(programId, version, now);
    if (!restored) throw new ModelNotFoundError();
    // Scores follow beside; should this process end first, the next night brings them.
    this.work.run({ kind: 'score', programId, asOf: now }).catch(() => undefined);
    return restored;
  }
}
