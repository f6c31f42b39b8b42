import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/errors';
import { isUuid } from '#kernel/ids';
import { Refusal } from '#contracts/errors/refusals';
import type { ItemRefusal } from '#contracts/internal/call';
import { type Checkout, isPaidBy } from '../domain/checkout.js';
import { applyCoupons, type AppliedCoupon } from '../domain/coupons.js';
import { CaptureAboveHoldError } from '../domain/points.errors.js';
import { CheckoutStore } from './ports/checkout.store.js';
import { itemRefusal } from './item-refusals.js';
import { type Acceptable, type PurchaseDraft, requireSpending, reservedCoupons } from './purchase-draft.js';

type AcceptableDraft = PurchaseDraft & { readonly verdict: Acceptable };

/** Points that a checkout holds for the purchase that pays it. */
export interface HeldForPurchase {
  readonly holdId: string;
  /** Whole points to capture, at most those held; the rest returns. */
  readonly points: number;
  /** What they are worth since the checkout. */
  readonly pointsMinor: number;
}

/** A purchase with what its checkout has decided for it. */
export interface PayingDraft {
  readonly draft: AcceptableDraft;
  readonly hold: HeldForPurchase | null;
  /** The checkout that it captures; null for none. */
  readonly checkoutId: string | null;
  readonly refusal?: ItemRefusal;
}

/**
 * Gives purchases what their checkouts hold: before its time is over neither points nor coupons are asked again. Refusals:
 * CheckoutNotFoundError, AlreadyCapturedError, AlreadyReleasedError, CheckoutTotalMismatchError, CaptureAboveHoldError and
 * coupon_not_usable. One whose time is over leaves the purchase to stand on its own.
 */
@Injectable()
export class PayCheckouts {
  constructor(private readonly checkouts: CheckoutStore) {}

  /** Locks the checkouts until the commit. Same order. */
  async execute(programId: string, drafts: readonly AcceptableDraft[], now: Date): Promise<PayingDraft[]> {
    const checkoutIds = drafts.flatMap(({ posting: { purchase } }) => purchase.checkoutId ?? []);
    if (checkoutIds.length === 0) return drafts.map((draft) => ({ draft, hold: null, checkoutId: null }));
    const checkouts = await this.checkouts.lock(programId, [...new Set(checkoutIds.filter(isUuid))]);
    const taken = new Set<string>();
    return drafts.map((draft): PayingDraft => {
      const { checkoutId } = draft.posting.purchase;
      if (checkoutId === undefined) return { draft, hold: null, checkoutId: null };
      try {
        // Whether the other one of this group is recorded is not known yet.
        if (taken.has(checkoutId)) {
          throw new Refusal('in_progress', 'Another purchase is paying this checkout.', { retryAfterSeconds: 1 });
        }
        const paying = pay(draft, checkouts.get(checkoutId), now);
        if (paying.checkoutId !== null) taken.add(paying.checkoutId);
        return paying;
      } catch (error) {
        if (error instanceof DomainError) return { draft, hold: null, checkoutId: null, refusal: itemRefusal(error) };
        throw error;
      }
    });
  }

  /** Of the purchases that were recorded. */
  async capture(programId: string, paid: readonly PayingDraft[]): Promise<void> {
    const captures = paid.flatMap(({ checkoutId, draft: { posting } }) =>
      checkoutId === null ? [] : [{ checkoutId, purchaseId: posting.purchaseId }],
    );
    if (captures.length > 0) await this.checkouts.capture(programId, captures);
  }
}

function pay(draft: AcceptableDraft, checkout: Checkout | undefined, now: Date): PayingDraft {
  const { posting, memberId } = draft;
  const { currency, totalMinor, redeem } = posting.purchase;
  if (!isPaidBy(checkout, { memberId, currency, totalMinor }, now)) return onItsOwn(draft, checkout);
  const points = redeem?.points ?? checkout.points;
  if (points > checkout.points) throw new CaptureAboveHoldError(points, checkout.points);
  const { holdId, checkoutId } = checkout;
  // Of a part its share, rounded down: exact, because a value is at most 2^53 − 1.
  const pointsMinor =
    points === checkout.points
      ? checkout.pointsMinor
      : Number((BigInt(checkout.pointsMinor) * BigInt(points)) / BigInt(checkout.points));
  return {
    draft: withCoupons(draft, heldCoupons(draft, checkout)),
    hold: holdId === null ? null : { holdId, points, pointsMinor },
    checkoutId,
  };
}

/** Its time is over: what went back is asked for again, by whoever may have it now. */
function onItsOwn(draft: AcceptableDraft, checkout: Checkout | undefined): PayingDraft {
  const { posting } = draft;
  const { purchase } = posting;
  if (!purchase.coupons?.length && checkout?.coupons.length) {
    throw new Refusal('coupon_not_usable', 'The checkout is over, and the purchase does not name its coupons.');
  }
  const points = purchase.redeem?.points ?? checkout?.points ?? 0;
  const redeem = points === 0 ? 0 : requireSpending({ member: posting.member, purchase: { redeem: { points } } });
  const priced = withCoupons(draft, reservedCoupons(posting));
  return { draft: { ...priced, verdict: { ...priced.verdict, redeem } }, hold: null, checkoutId: null };
}

/** Those of the checkout; a purchase that names coupons names the same. */
function heldCoupons({ posting }: AcceptableDraft, { coupons }: Checkout): readonly AppliedCoupon[] {
  const named = posting.coupons?.ok ? posting.coupons.value : undefined;
  const held = new Set(coupons.map(({ couponId }) => couponId));
  const isSame = (posting.purchase.coupons?.length ?? held.size) === held.size;
  if (!isSame || named?.some(({ couponId }) => !held.has(couponId))) {
    throw new Refusal('coupon_not_usable', 'The coupons are not those of the checkout.');
  }
  return coupons;
}

function withCoupons(draft: AcceptableDraft, reserved: readonly AppliedCoupon[]): AcceptableDraft {
  const { verdict } = draft;
  const effect = applyCoupons(
    verdict.lines.map(({ netMinor }) => netMinor),
    reserved,
  );
  const lines = verdict.lines.map((line, index) => ({ ...line, netMinor: effect.netMinors[index] ?? 0 }));
  return { ...draft, verdict: { ...verdict, couponMinor: effect.couponMinor, coupons: effect.coupons, lines } };
}
