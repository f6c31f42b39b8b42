import { Injectable } from '@nestjs/common';
import { type AdjustmentFact, PurchaseFacts } from './ports/purchase-facts.js';

/** Takes returns and voids into account, also those of a purchase that is claimed only later. */
@Injectable()
export class RecordAdjustments {
  constructor(private readonly facts: PurchaseFacts) {}

  execute(adjustments: readonly AdjustmentFact[]): Promise<void> {
    return this.facts.adjust(adjustments);
  }
}
