import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts/internal/call';
import { PurchaseDto } from '#contracts/public/purchase.dto';
import { compileDto } from '#platform/validation/compile-dto';
import { type BatchResult, postItems } from './item-batches.js';
import { PurchasePostings } from './purchase-postings.js';

const purchaseCheck = compileDto(PurchaseDto);

/** A till's upload of purchases. */
@Injectable()
export class PurchaseBatches {
  constructor(private readonly postings: PurchasePostings) {}

  post(caller: Caller, items: readonly unknown[], isLarge: boolean): Promise<{ results: readonly BatchResult[] }> {
    return postItems(
      {
        check: purchaseCheck,
        idName: 'transactionId',
        post: (purchases) =>
          this.postings.postBatch(
            caller.programId,
            purchases.map((purchase) => ({ caller, purchase })),
          ),
        resultOf: (answer) => ({ ...answer, status: answer.duplicate ? 200 : 201 }),
      },
      { caller, items, isLarge },
    );
  }
}
