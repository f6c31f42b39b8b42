import { Injectable } from '@nestjs/common';
import { type AdjustmentFact, PurchaseFacts } from './ports/purchase-facts.js';
import { RescoreQueue } from './ports/rescore-queue.js';

/** Takes returns and voids into account, also those of a purchase that is claimed only later. */
@Injectable()
export class RecordAdjustments {
  constructor(
    private readonly facts: PurchaseFacts,
    private readonly rescoreQueue: RescoreQueue,
  ) {}

  async execute(adjustments: readonly AdjustmentFact[]): Promise<void> {
    await this.rescoreQueue.add(await this.facts.adjust(adjustments));
  }
}
