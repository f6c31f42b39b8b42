import { Injectable } from '@nestjs/common';
import { ItemLearner } from './ports/item-learner.js';
import { ItemModels } from './ports/item-models.js';
import { ProgramSettings } from './ports/program-settings.js';

const dayMs = 24 * 60 * 60 * 1000;
/** What sold longer ago than this says little about what sells next. */
const windowDays = 400;
/** Bounds memory: about 200 bytes a receipt line. */
const receiptsMax = 200_000;
const staleAfterMs = dayMs;

/** Learns what goes together, what is in demand and what is bought again, once a day and programme. */
@Injectable()
export class LearnItems {
  constructor(
    private readonly models: ItemModels,
    private readonly learner: ItemLearner,
    private readonly programs: ProgramSettings,
  ) {}

  /** @returns the programmes that were learned now; those with a model of less than a day are left as they are */
  async execute(asOf: Date): Promise<string[]> {
    const learned: string[] = [];
    for (const { programId, timeZone } of await this.programs.list()) {
      const known = await this.models.learnedAt(programId);
      if (known && asOf.getTime() - known.getTime() < staleAfterMs) continue;
      const from = new Date(asOf.getTime() - windowDays * dayMs);
      const baskets = await this.models.readBaskets({ programId, timeZone, from, to: asOf, receiptsMax });
      // Nothing bought yet: the first day with receipts is learned soon after it, not a day later.
      if (baskets.length === 0) continue;
      await this.models.replace(programId, { model: await this.learner.learn(baskets), asOf });
      learned.push(programId);
    }
    return learned;
  }
}
