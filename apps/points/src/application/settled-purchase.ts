import { retryableCodes } from '#contracts/errors/codes';
import { Refusal } from '#contracts/errors/refusals';
import type { PurchasePosting } from '#contracts/internal/points';
import { DomainError } from '#kernel/errors';
import { applyCoupons } from '../domain/coupons.js';
import { requireEarning, requireRedeeming } from '../domain/member-standing.js';
import type { RejectedPart } from '../domain/purchase-record.js';
import { linesOf } from './purchase-lines.js';
import { passedOn } from './item-refusals.js';
import { type Acceptable } from './purchase-draft.js';

/** What of a settled purchase cannot be honoured, as far as it is known without the ledger. */
export interface SettledParts {
  readonly rejected: readonly RejectedPart[];
  /** Points that its member may not redeem; their worth is the programme's to say. */
  readonly rejectedPoints: { readonly points: number; readonly code: string } | null;
  /** Whether its member may earn. */
  readonly earns: boolean;
}

/**
 * A purchase whose customer has left: it is recorded, whatever can be said of its points, coupons and member.
 * @throws Refusal unavailable while the member or the coupons cannot be looked up: it is sent again
 */
export function settledPurchase(
  posting: PurchasePosting,
  netMinors: readonly number[],
): Omit<Acceptable, 'occurredAt' | 'refusal'> {
  const { purchase } = posting;
  const member = rejectedMember(posting);
  // What a checkout has decided is known under its lock only.
  if (purchase.checkoutId !== undefined) {
    const settled: SettledParts = { rejected: member ? [member] : [], rejectedPoints: null, earns: member === null };
    return { couponMinor: 0, coupons: [], redeem: 0, lines: linesOf(purchase.items, netMinors), settled };
  }
  const rejectedCoupons = couponsRejected(posting);
  const usable = posting.coupons?.ok && posting.member?.ok !== false ? posting.coupons.value : [];
  const effect = applyCoupons(netMinors, usable);
  const points = purchase.redeem?.points ?? 0;
  const refusedPoints = points > 0 ? redeemingRefused(posting) : null;
  const settled: SettledParts = {
    rejected: [...(member ? [member] : []), ...rejectedCoupons],
    rejectedPoints: refusedPoints === null ? null : { points, code: refusedPoints },
    earns: member === null,
  };
  return {
    couponMinor: effect.couponMinor,
    coupons: effect.coupons,
    redeem: refusedPoints === null ? points : 0,
    lines: linesOf(purchase.items, effect.netMinors),
    settled,
  };
}

function rejectedMember({ purchase, member }: PurchasePosting): RejectedPart | null {
  if (purchase.member === undefined) return null;
  if (!member) throw new Refusal('unavailable', 'The member reference was not resolved.', { retryAfterSeconds: 1 });
  if (!member.ok) {
    if (retryableCodes.has(member.error.code)) throw passedOn(member.error);
    return { kind: 'member', code: member.error.code, valueMinor: 0 };
  }
  const code = refusalCode(() => requireEarning(member.value.status));
  return code === null ? null : { kind: 'member', code, valueMinor: 0 };
}

function couponsRejected({ purchase, coupons, rejectedCoupons = [] }: PurchasePosting): RejectedPart[] {
  const told = rejectedCoupons.map(({ code, valueMinor }) => ({ kind: 'coupon', code, valueMinor }) as const);
  const known = told.length + (coupons?.ok ? coupons.value.length : 0);
  const code = coupons?.ok === false ? coupons.error.code : 'coupon_not_usable';
  // Those of a member whom nobody knows were not asked for.
  const others = Math.max(0, (purchase.coupons?.length ?? 0) - known);
  return [...told, ...Array.from({ length: others }, () => ({ kind: 'coupon', code, valueMinor: 0 }) as const)];
}

/** @returns why the member may not redeem; null where they may */
function redeemingRefused({ member }: PurchasePosting): string | null {
  if (!member) return 'member_not_found';
  if (!member.ok) return member.error.code;
  const { status } = member.value;
  return refusalCode(() => requireRedeeming(status));
}

function refusalCode(require: () => void): string | null {
  try {
    require();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
