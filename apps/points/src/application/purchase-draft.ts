import { DomainError } from '#kernel/errors';
import { Refusal } from '#contracts/errors/refusals';
import type { ItemRefusal } from '#contracts/internal/call';
import type { PurchasePosting } from '#contracts/internal/points';
import { assessPurchase } from '../domain/assess-purchase.js';
import { applyCoupons, type AppliedCoupon } from '../domain/coupons.js';
import { requireEarning } from '../domain/member-standing.js';
import { RedemptionRefusedError } from '../domain/points.errors.js';
import { InvalidPurchaseError } from '../domain/purchase.errors.js';
import { purchaseFingerprint, referenceHash } from '../domain/purchase-fingerprint.js';
import type { PurchaseLine, ReceiptIdentity } from '../domain/purchase-record.js';
import { itemRefusal, passedOn } from './item-refusals.js';
import { linesOf } from './purchase-lines.js';
import { type SettledParts, settledPurchase } from './settled-purchase.js';

/** One post on its way: judged by itself, before the database is asked. */
export interface PurchaseDraft {
  readonly posting: PurchasePosting;
  readonly transactionId: string;
  readonly identity: ReceiptIdentity;
  /** Whom the reference names; null when it is absent or names nobody. */
  readonly memberId: string | null;
  /** What it becomes if its transaction is new. */
  readonly verdict: Acceptable | { readonly refusal: ItemRefusal };
}

export interface Acceptable {
  readonly refusal?: undefined;
  readonly occurredAt: Date;
  readonly couponMinor: number;
  /** Whole points that pay a part of it; 0 for none. */
  readonly redeem: number;
  readonly coupons: readonly AppliedCoupon[];
  /** Points are not decided yet. */
  readonly lines: readonly PurchaseLine[];
  /** Of a settled one, which is refused for nothing that its till could have known. */
  readonly settled?: SettledParts;
}

interface DraftContext {
  readonly programId: string;
  readonly now: Date;
  readonly referenceKey: string;
}

export function draftPurchase(posting: PurchasePosting, { programId, now, referenceKey }: DraftContext): PurchaseDraft {
  const { purchase, member } = posting;
  const reference = purchase.member;
  return {
    posting,
    transactionId: purchase.transactionId,
    identity: {
      contentHash: purchaseFingerprint(purchase, purchase.occurredAt),
      referenceHash: reference === undefined ? null : referenceHash({ programId, reference }, referenceKey),
    },
    memberId: reference !== undefined && member?.ok ? member.value.memberId : null,
    verdict: judge(posting, now),
  };
}

/** The first refusal in the order that the contract states, or what is to be recorded. */
function judge(posting: PurchasePosting, now: Date): PurchaseDraft['verdict'] {
  if (posting.refusal) return { refusal: posting.refusal };
  try {
    const { purchase } = posting;
    const { occurredAt, netMinors } = assessPurchase({ content: purchase, occurredAt: purchase.occurredAt, now });
    if (purchase.settled) return { occurredAt, ...settledPurchase(posting, netMinors) };
    requireMember(posting);
    // What a checkout has decided is known under its lock only.
    if (purchase.checkoutId !== undefined) {
      return { occurredAt, couponMinor: 0, redeem: 0, coupons: [], lines: linesOf(purchase.items, netMinors) };
    }
    const effect = applyCoupons(netMinors, reservedCoupons(posting));
    return {
      occurredAt,
      couponMinor: effect.couponMinor,
      redeem: requireSpending(posting),
      coupons: effect.coupons,
      lines: linesOf(posting.purchase.items, effect.netMinors),
    };
  } catch (error) {
    if (error instanceof DomainError) return { refusal: itemRefusal(error) };
    throw error;
  }
}

interface ResolvedPost extends Pick<PurchasePosting, 'member' | 'coupons'> {
  readonly purchase: {
    readonly member?: string;
    readonly coupons?: readonly string[];
    readonly redeem?: { readonly points: number };
  };
}

/** @throws the refusal of the reference, or MemberSuspendedError */
export function requireMember({ purchase, member }: ResolvedPost): void {
  if (purchase.member === undefined) return;
  if (!member) throw new Refusal('unavailable', 'The member reference was not resolved.', { retryAfterSeconds: 1 });
  if (!member.ok) throw passedOn(member.error);
  requireEarning(member.value.status);
}

/**
 * @returns the points that the purchase redeems; 0 for none
 * @throws InvalidPurchaseError without a member, RedemptionRefusedError for a member who may only earn
 */
export function requireSpending({ purchase, member }: ResolvedPost): number {
  if (purchase.redeem === undefined) return 0;
  if (!member?.ok) throw new InvalidPurchaseError('/redeem', 'Points are redeemed by a member.');
  if (member.value.status === 'earn_only') {
    throw new RedemptionRefusedError('earn_only', 'The member earns points and does not redeem them.');
  }
  return purchase.redeem.points;
}

/** @throws why the coupons cannot be used: all or none */
export function reservedCoupons({ purchase, coupons }: ResolvedPost): readonly AppliedCoupon[] {
  if (coupons && !coupons.ok) throw passedOn(coupons.error);
  const reserved = coupons?.value ?? [];
  if ((purchase.coupons?.length ?? 0) > 0 && reserved.length === 0) {
    throw new Refusal('coupon_not_usable', 'The coupons of this purchase are not reserved.');
  }
  return reserved;
}
