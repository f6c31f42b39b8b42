import { Injectable } from '@nestjs/common';
import { retryableCodes } from '#contracts/errors/codes';
import type { Caller, ItemRefusal } from '#contracts/internal/call';
import { PurchaseDto } from '#contracts/public/purchase.dto';
import { statusOf } from '#platform/http/problem';
import { compileDto, shapeRefusal } from '#platform/validation/compile-dto';
import { refusedAt } from '../edge/item-refused.js';
import { refusalDetail } from '../edge/problem-answer.js';
import { inOwnStore, otherStoreRefusal } from '../edge/own-store.js';
import { PurchasePostings, type PurchaseRequest, type PurchaseResult } from './purchase-postings.js';

interface BatchResult {
  readonly index: number;
  readonly transactionId: string | null;
  readonly status: number;
  readonly [rest: string]: unknown;
}

const purchaseCheck = compileDto(PurchaseDto);

/** A till's upload: what is well formed goes to points in one call, and every item gets the result it would have had alone. */
@Injectable()
export class PurchaseBatches {
  constructor(private readonly postings: PurchasePostings) {}

  async post(
    caller: Caller,
    items: readonly unknown[],
    isLarge: boolean,
  ): Promise<{ results: readonly BatchResult[] }> {
    const results: BatchResult[] = [];
    const requests: PurchaseRequest[] = [];
    const places: number[] = [];
    for (const [index, item] of items.entries()) {
      const refusal = this.refusalOf(caller, item, isLarge);
      if (refusal) {
        results[index] = refused(index, item, refusal, caller.locale);
        continue;
      }
      requests.push({ caller, purchase: inOwnStore(caller.actor, item as PurchaseDto) });
      places.push(index);
    }
    const posted = await this.postings.postBatch(caller.programId, requests);
    for (const [order, index] of places.entries()) {
      const result = posted[order];
      if (!result) throw new Error('A purchase got no result.');
      results[index] = resultOf(index, items[index], result, caller.locale);
    }
    return { results };
  }

  private refusalOf(caller: Caller, item: unknown, isLarge: boolean): ItemRefusal | undefined {
    return purchaseCheck.is(item)
      ? otherStoreRefusal(caller.actor, item)
      : shapeRefusal(purchaseCheck.errorsOf(item, isLarge));
  }
}

function resultOf(index: number, item: unknown, result: PurchaseResult, locale: Caller['locale']): BatchResult {
  if (!result.ok) return refused(index, item, refusedAt('/member', result.error), locale);
  return { index, ...result.value, status: result.value.duplicate ? 200 : 201 };
}

function refused(index: number, item: unknown, refusal: ItemRefusal, locale: Caller['locale']): BatchResult {
  const { code, data, errors } = refusal;
  return {
    index,
    transactionId: transactionIdOf(item),
    ...data,
    status: statusOf(code),
    code,
    detail: refusalDetail(refusal, locale),
    ...(errors && { errors }),
    retryable: retryableCodes.has(code),
  };
}

/** As it was sent, so that the till finds its receipt; null where it sent no text. */
function transactionIdOf(item: unknown): string | null {
  const { transactionId } = item as { transactionId?: unknown };
  return typeof transactionId === 'string' ? transactionId.slice(0, 64).toWellFormed() : null;
}
