import type { ReservedCoupon } from './benefits.js';
import {
  type Actor,
  defineCall,
  type IdempotencyRequest,
  type ItemRefusal,
  type ItemResult,
  type Replayable,
} from './call.js';
import type { ResolvedMember } from './members.js';
import type { CheckoutAnswer, CheckoutReleasedAnswer, HoldView, SpendingAnswer } from '../public/points.js';
import type {
  AdjustPointsDto,
  CaptureHoldDto,
  HoldPointsDto,
  OpenCheckoutDto,
  RedeemPointsDto,
  TransferPointsDto,
} from '../public/points.dto.js';

/** Whom a reference names, or its refusal: it counts only if the key is new. */
type Resolved = ItemResult<ResolvedMember>;

/** What is to happen to points. Ids are made by the gateway, so that its own retries are safe. */
export type SpendingCommand =
  | { readonly kind: 'redeem'; readonly id: string; readonly member: Resolved; readonly body: RedeemPointsDto }
  | { readonly kind: 'hold'; readonly id: string; readonly member: Resolved; readonly body: HoldPointsDto }
  | { readonly kind: 'capture'; readonly holdId: string; readonly body: CaptureHoldDto }
  | { readonly kind: 'release'; readonly holdId: string }
  | {
      readonly kind: 'transfer';
      readonly id: string;
      readonly from: Resolved;
      readonly to: Resolved;
      readonly body: TransferPointsDto;
    }
  | { readonly kind: 'adjust'; readonly id: string; readonly member: Resolved; readonly body: AdjustPointsDto };

export interface SpendingPosting {
  readonly command: SpendingCommand;
  readonly idempotency: IdempotencyRequest;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly locale: 'en' | 'zh';
}

/**
 * Posts spending commands of one programme, each on its own and in the order given: a refused one changes nothing. Refusals by
 * item: idempotency_key_reused, in_progress, what the references resolved to, invalid_value, occurred_at_out_of_range,
 * not_found, member_suspended, already_captured, already_released, limit_reached { resetsAt }, insufficient_points
 * { available, missing }. A refusal that is kept comes as a problem document with its status.
 */
export const postSpending = defineCall<
  { postings: readonly SpendingPosting[] },
  { results: readonly ItemResult<Replayable<SpendingAnswer>>[] }
>('points', 'spending/post');
export const readHold = defineCall<{ holdId: string }, HoldView>('points', 'holds/read');

/**
 * Holds the points of a basket and keeps the coupons that were reserved for it. The answer tells what to do with those of this
 * attempt: they are given back unless they are the checkout's.
 */
export const openCheckout = defineCall<
  {
    checkoutId: string;
    checkout: OpenCheckoutDto;
    member?: Resolved;
    coupons?: ItemResult<readonly ReservedCoupon[]>;
    /** What the gateway found; told only if the key is new. */
    refusal?: ItemRefusal;
    idempotency: IdempotencyRequest;
  },
  Replayable<CheckoutAnswer>
>('points', 'checkouts/open');
/** Refuses not_found, already_captured, already_released. */
export const releaseCheckout = defineCall<
  { checkoutId: string; idempotency: IdempotencyRequest },
  Replayable<CheckoutReleasedAnswer>
>('points', 'checkouts/release');
