import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { MemberPurchasesReader } from '../ports/member-purchases.js';
import { RescoreQueue } from '../ports/rescore-queue.js';
import { ScoreMembers } from './score-members.js';
import { ServingModels } from './serving-models.js';

const takenMax = 200;

/** Scores the members whose facts changed, as of now. */
@Injectable()
export class RescoreMembers {
  constructor(
    private readonly queue: RescoreQueue,
    private readonly servingModels: ServingModels,
    private readonly members: MemberPurchasesReader,
    private readonly scoreMembers: ScoreMembers,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Until nobody waits. What fails stays in the queue. */
  async execute(): Promise<void> {
    while ((await this.transactions.run(() => this.next())) === takenMax);
  }

  private async next(): Promise<number> {
    const taken = await this.queue.take(takenMax);
    const byProgram = Map.groupBy(taken, ({ programId }) => programId);
    for (const [programId, touched] of byProgram) {
      const [context, scale] = [await this.servingModels.find(programId), await this.servingModels.snapshot(programId)];
      if (!context || !scale) continue;
      const members = await this.members.find(programId, [...new Set(touched.map(({ memberId }) => memberId))]);
      await this.scoreMembers.execute(context, members, { asOf: this.clock.now(), scale });
    }
    return taken.length;
  }
}
