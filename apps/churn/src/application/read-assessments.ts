import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { ChurnView } from '#contracts/internal/churn';
import { summarize } from '../domain/purchase-summary.js';
import { ProgramSettings } from './ports/program-settings.js';
import { PurchaseFacts } from './ports/purchase-facts.js';

const horizonDays = 90;
const noPurchases = { days: 0, firstAt: null, lastAt: null, repeatValue: 0n };
/** Until a programme's own settings have arrived; they are published when it is created. */
const unknownProgram = { currency: 'CNY', timeZone: 'UTC' };

/** What is known about members' risk to leave; until a model is trained that is the summary of their purchases. */
@Injectable()
export class ReadAssessments {
  constructor(
    private readonly facts: PurchaseFacts,
    private readonly settings: ProgramSettings,
    private readonly clock: Clock,
  ) {}

  /** @returns one assessment a member id, same order */
  async execute(programId: string, memberIds: readonly string[]): Promise<ChurnView[]> {
    const program = (await this.settings.find(programId)) ?? unknownProgram;
    const days = await this.facts.readSummaries(programId, memberIds);
    const asOf = this.clock.now();
    return memberIds.map((memberId) => ({
      id: `churn-${memberId}`,
      memberId,
      horizonDays,
      summary: summarize(days.get(memberId) ?? noPurchases, asOf, program.currency),
      unavailable: 'model_not_trained',
    }));
  }
}
