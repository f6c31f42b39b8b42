import { Injectable } from '@nestjs/common';
import { type EngagementFact, EngagementFacts } from './ports/engagement-facts.js';
import { RescoreQueue } from './ports/rescore-queue.js';

/** Keeps what members do beside buying, in any order of arrival. */
@Injectable()
export class RecordEngagements {
  constructor(
    private readonly facts: EngagementFacts,
    private readonly rescoreQueue: RescoreQueue,
  ) {}

  async execute(facts: readonly EngagementFact[]): Promise<void> {
    await this.rescoreQueue.add(await this.facts.record(facts));
  }
}
