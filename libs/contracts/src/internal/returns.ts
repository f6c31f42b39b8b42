import type { ReturnAnswer, ReturnEvaluation, VoidAnswer } from '../public/return.js';
import type { EvaluateReturnDto, ReturnDto, VoidPurchaseDto } from '../public/return.dto.js';
import { type Actor, defineCall, type IdempotencyRequest, type ItemResult, type Replayable } from './call.js';

/** One return on its way into the ledger. The gateway has checked the shape; meaning is points' to check. */
export interface ReturnPosting {
  readonly return: ReturnDto;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly locale: 'en' | 'zh';
}

/**
 * Posts returns of one programme in one durable transaction, each on its own: a refused one never fails its neighbours.
 * Refusals by item, in this precedence: transaction_conflict, invalid_value, occurred_at_out_of_range, not_found (with
 * requirePurchase), limit_reached (too many wait for that purchase), purchase_voided, invalid_reference (no such line),
 * already_returned. An item that cannot be written is `internal`; where nothing can be written now, every item is `unavailable`.
 */
export const postReturns = defineCall<
  { returns: readonly ReturnPosting[] },
  { results: readonly ItemResult<ReturnAnswer>[] }
>('points', 'returns/post');
/** One return with an Idempotency-Key; 201, 202 while parked, or 200 for a duplicate. */
export const postReturnOnce = defineCall<
  { posting: ReturnPosting; idempotency: IdempotencyRequest },
  Replayable<ReturnAnswer>
>('points', 'returns/post-once');
/** Refuses as a post does; a purchase that is not here is not_found. */
export const evaluateReturn = defineCall<{ return: EvaluateReturnDto }, ReturnEvaluation>('points', 'returns/evaluate');
/**
 * Undoes a purchase as if it had never been made; 201, 202 while parked, or 200 for a duplicate. Refuses transaction_conflict,
 * occurred_at_out_of_range, limit_reached, purchase_voided.
 */
export const voidPurchase = defineCall<
  { transactionId: string; void: VoidPurchaseDto; idempotency?: IdempotencyRequest },
  Replayable<VoidAnswer>
>('points', 'purchases/void');
