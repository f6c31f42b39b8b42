import { Injectable } from '@nestjs/common';
import { type PurchaseFact, PurchaseFacts } from './ports/purchase-facts.js';

/** Adds members' purchases, in any order of arrival. */
@Injectable()
export class RecordPurchases {
  constructor(private readonly facts: PurchaseFacts) {}

  execute(purchases: readonly PurchaseFact[]): Promise<void> {
    return this.facts.record(purchases);
  }
}
