import { Injectable } from '@nestjs/common';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { PostPurchases } from './post-purchases.js';
import { passedOn } from './item-refusals.js';

/** Posts one purchase in the caller's transaction, so that its answer can be kept with it. */
@Injectable()
export class PostPurchase {
  constructor(private readonly postPurchases: PostPurchases) {}

  /** @throws the item's refusal */
  async execute(programId: string, posting: PurchasePosting): Promise<PurchaseAnswer> {
    const [result] = await this.postPurchases.execute(programId, [posting]);
    if (!result) throw new Error('A posted purchase has a result.');
    if (!result.ok) throw passedOn(result.error);
    return result.value;
  }
}
