import type { Minor, Points } from '#kernel/points';
import type { EvaluationAnswer, PurchaseAnswer, PurchaseView } from '../public/purchase.js';
import type { EvaluatePurchaseDto, PurchaseDto } from '../public/purchase.dto.js';
import {
  type Actor,
  defineCall,
  type IdempotencyRequest,
  type ItemRefusal,
  type ItemResult,
  type Replayable,
} from './call.js';
import type { ReservedCoupon } from './benefits.js';
import type { ResolvedMember } from './members.js';
import type { Page, PageRequest } from './paging.js';

/** One purchase on its way into the ledger. The gateway has checked the shape; meaning is points' to check. */
export interface PurchasePosting {
  /** Made by the gateway: its own retries are safe. */
  readonly purchaseId: string;
  readonly purchase: PurchaseDto;
  /** Who bought: resolved, or the refusal of the reference, which counts only if the transaction is new. Absent is anonymous. */
  readonly member?: ItemResult<ResolvedMember>;
  /** Reserved at benefits under this transactionId; or why not. Absent where the purchase names none. */
  readonly coupons?: ItemResult<readonly ReservedCoupon[]>;
  /** Of a settled purchase, whose coupons are reserved one by one: those that cannot be used. */
  readonly rejectedCoupons?: readonly { readonly code: string; readonly valueMinor: Minor }[];
  /** A refusal that the gateway found, passed on because points answers duplicates first. */
  readonly refusal?: ItemRefusal;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly locale: 'en' | 'zh';
}

/**
 * Posts purchases of one programme in one durable transaction, each on its own: a refused one never fails its neighbours.
 * Refusals by item, in this precedence: transaction_conflict, the posting's own refusal, invalid_value, unknown_currency,
 * total_mismatch, occurred_at_out_of_range, the member's refusal, member_suspended, coupon_not_usable. An item that
 * cannot be written is `internal`; where nothing can be written now, every item is `unavailable`.
 */
export const postPurchases = defineCall<
  { postings: readonly PurchasePosting[] },
  { results: readonly ItemResult<PurchaseAnswer>[] }
>('points', 'purchases/post');
/** One purchase with an Idempotency-Key; 201, or 200 for a duplicate. */
export const postPurchaseOnce = defineCall<
  { posting: PurchasePosting; idempotency: IdempotencyRequest },
  Replayable<PurchaseAnswer>
>('points', 'purchases/post-once');
export const evaluatePurchase = defineCall<
  {
    purchase: EvaluatePurchaseDto;
    member?: ItemResult<ResolvedMember>;
    coupons?: ItemResult<readonly ReservedCoupon[]>;
  },
  EvaluationAnswer
>('points', 'purchases/evaluate');
/** Gives an anonymous purchase to a member once. Refuses not_found (wrong code or transaction), already_claimed, purchase_voided, member_suspended. */
export const claimPurchase = defineCall<
  { transactionId: string; claimCode: string; member: ResolvedMember; idempotency: IdempotencyRequest },
  Replayable<PurchaseAnswer>
>('points', 'purchases/claim');
export const readPurchase = defineCall<{ transactionId: string }, PurchaseView>('points', 'purchases/read');
export const readPurchasesById = defineCall<{ ids: readonly string[] }, { purchases: readonly PurchaseView[] }>(
  'points',
  'purchases/read-by-id',
);
/** A member's purchases, newest first. One page a member. */
export const listPurchases = defineCall<
  { members: readonly ({ memberId: string } & PageRequest)[] },
  { pages: readonly Page<PurchaseView>[] }
>('points', 'purchases/list');

export interface AccountView {
  readonly id: string;
  readonly memberId: string;
  readonly wallet: string;
  readonly available: Points;
  readonly pending: Points;
  readonly held: Points;
  readonly debt: Points;
  readonly lifetimeEarned: Points;
  /** Worth of the available points; null where the programme gives points no money value. */
  readonly value: { readonly amountMinor: Minor; readonly currency: string } | null;
  readonly seq: number;
  readonly expiring: readonly { readonly points: Points; readonly at: string }[];
}

/** Everything that ever happened to a member's points, by cause. */
export interface LifetimeView {
  readonly earned: Points;
  /** Of what was earned: taken back by returns and voids. */
  readonly clawedBack: Points;
  readonly redeemed: Points;
  /** Of what was redeemed: given back by returns and voids. */
  readonly refunded: Points;
  /** Less what was taken back of it, or reinstated. */
  readonly expired: Points;
  /** By operators, up less down. */
  readonly adjusted: Points;
  readonly transferredIn: Points;
  readonly transferredOut: Points;
}

export interface LotView {
  readonly id: string;
  readonly state: 'PENDING' | 'ACTIVE' | 'SPENT' | 'EXPIRED' | 'CANCELLED';
  readonly issued: Points;
  readonly remaining: Points;
  readonly earnedAt: string;
  readonly activatesAt: string | null;
  readonly expiresAt: string | null;
  readonly campaign: CampaignView | null;
}

export interface EntryView {
  readonly id: string;
  readonly postingId: string;
  readonly kind: string;
  readonly bucket: 'AVAILABLE' | 'PENDING' | 'HELD' | 'DEBT';
  readonly delta: Points;
  readonly bucketAfter: Points;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly text: string;
  readonly campaign: CampaignView | null;
  readonly purchaseId: string | null;
  readonly transactionId: string | null;
  readonly corrects: string | null;
}

export interface CampaignView {
  readonly code: string;
  readonly version: number;
  readonly title: string;
}

/** A member never seen has an account of zeros. Same order as asked. */
export const readAccounts = defineCall<
  { memberIds: readonly string[]; wallet: string; expiringWithinDays: number },
  { accounts: readonly AccountView[] }
>('points', 'accounts/read');
/** Same order as asked. */
export const readLifetimes = defineCall<
  { memberIds: readonly string[]; wallet: string },
  { lifetimes: readonly LifetimeView[] }
>('points', 'accounts/lifetimes');
export const listEntries = defineCall<
  { accounts: readonly ({ memberId: string; wallet: string } & PageRequest)[] },
  { pages: readonly Page<EntryView>[] }
>('points', 'entries/list');
export const listLots = defineCall<
  { accounts: readonly ({ memberId: string; wallet: string } & PageRequest)[] },
  { pages: readonly Page<LotView>[] }
>('points', 'lots/list');
/** Available points at a past or future instant. */
export const readBalanceAt = defineCall<{ memberId: string; wallet: string; at: string }, { available: Points }>(
  'points',
  'accounts/balance-at',
);
/** Lots and entries by their ids, whoever's they are; those that are there, in any order. */
export const readLedgerById = defineCall<
  { ids: readonly string[] },
  {
    lots: readonly (LotView & { readonly memberId: string })[];
    entries: readonly (EntryView & { readonly memberId: string })[];
  }
>('points', 'ledger/read-by-id');
