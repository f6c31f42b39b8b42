import { Injectable } from '@nestjs/common';
import { MemberPurchasesReader } from '../ports/member-purchases.js';
import { type ModelRecord, Models } from '../ports/models.js';
import { ProgramSettings } from '../ports/program-settings.js';
import { horizonDaysDefault, RequestTraining } from './request-training.js';
import { TrainingInProgressError } from './training-refusals.js';

/** With fewer there is nothing to learn, and no card that says so every day. */
const membersMin = 100;
/** The work of a night is waited for, so that programmes come one after the other. */
const waitMs = 10 * 60 * 1000;
/** One that a crash broke off is tried again sooner; not at once, lest it was what brought the process down. */
const restAfterCrashMs = 60 * 60 * 1000;

/** Trains each programme whose last training is older than the interval, and scores everybody. */
@Injectable()
export class TrainDaily {
  constructor(
    private readonly models: Models,
    private readonly settings: ProgramSettings,
    private readonly members: MemberPurchasesReader,
    private readonly requestTraining: RequestTraining,
  ) {}

  async execute(now: Date, everyMs: number): Promise<void> {
    for (const { programId } of await this.settings.list()) {
      const [last] = await this.models.list(programId, 1);
      if (last && now.getTime() - last.startedAt.getTime() < restMs(last, everyMs)) continue;
      if ((await this.members.count(programId)) < membersMin) continue;
      const horizonDays = last?.horizonDays ?? horizonDaysDefault;
      try {
        await this.requestTraining.execute({ programId, requestedBy: 'schedule', horizonDays, waitMs });
      } catch (error) {
        if (!(error instanceof TrainingInProgressError)) throw error;
      }
    }
  }
}

function restMs({ failure }: ModelRecord, everyMs: number): number {
  return failure === 'interrupted' ? Math.min(everyMs, restAfterCrashMs) : everyMs;
}
