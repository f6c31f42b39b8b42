import { Injectable } from '@nestjs/common';
import { type PurchaseFact, PurchaseFacts } from './ports/purchase-facts.js';
import { RescoreQueue } from './ports/rescore-queue.js';

/** Adds members' purchases, in any order of arrival. */
@Injectable()
export class RecordPurchases {
  constructor(
    private readonly facts: PurchaseFacts,
    private readonly rescoreQueue: RescoreQueue,
  ) {}

  async execute(purchases: readonly PurchaseFact[]): Promise<void> {
    await this.rescoreQueue.add(await this.facts.record(purchases));
  }
}
