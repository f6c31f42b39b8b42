import type { Minor, Points } from '#kernel/points';
import { defineCall, type ItemResult } from './call.js';
import type { Page, PageRequest } from './paging.js';

export interface ReservedCoupon {
  readonly couponId: string;
  readonly title: string;
  readonly discountMinor: Minor;
}

export interface CouponBasket {
  readonly storeId: string | null;
  readonly occurredAt: string;
  readonly currency: string;
  readonly totalMinor: Minor;
  readonly lines: readonly {
    readonly line: number;
    readonly sku: string;
    readonly category: string | null;
    readonly quantity: number;
    readonly netMinor: Minor;
  }[];
}

export interface CouponReservation {
  readonly transactionId: string;
  /** The gateway's id of this attempt (the purchaseId): releasing one attempt never takes a coupon from another. */
  readonly attemptId: string;
  readonly memberId: string | null;
  readonly codes: readonly string[];
  readonly basket: CouponBasket;
  /** RFC 3339; absent is as long as a purchase whose answer was lost may take. */
  readonly holdUntil?: string;
}

/**
 * Holds coupons for one transaction, all or none; each item on its own. The same transaction gets the same answer again, also
 * after its purchase has confirmed it. Refusal by item: coupon_not_usable { couponWhyNot }.
 */
export const reserveCoupons = defineCall<
  { reservations: readonly CouponReservation[] },
  { results: readonly ItemResult<readonly ReservedCoupon[]>[] }
>('benefits', 'coupons/reserve');
/** What reserveCoupons would answer; holds nothing. */
export const evaluateCoupons = defineCall<CouponReservation, { result: ItemResult<readonly ReservedCoupon[]> }>(
  'benefits',
  'coupons/evaluate',
);
/**
 * Gives back what the attempts held, when points refused them; what another attempt of the transaction holds stays. Of
 * transactions that are over, whatever any attempt holds.
 */
export const releaseCoupons = defineCall<
  { attemptIds: readonly string[]; transactionIds?: readonly string[] },
  Record<string, never>
>('benefits', 'coupons/release');

/** Where, when and with what in the basket. */
export interface HereNow {
  readonly storeId?: string;
  readonly at?: string;
  readonly lat?: number;
  readonly lng?: number;
  readonly basket?: readonly {
    readonly sku: string;
    readonly quantity: string;
    readonly unitPriceMinor: Minor;
    readonly category?: string;
  }[];
}

export interface WhyNotView {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly actual: string | null;
  readonly required: string | null;
  readonly missing: Points | null;
  readonly satisfiableAt: string | null;
}

export type BenefitStatus = 'USABLE' | 'NOT_USABLE' | 'USED' | 'RETURNED' | 'EXPIRED' | 'REVOKED';
export type CouponStatus = 'AVAILABLE' | 'RESERVED' | 'REDEEMED' | 'EXPIRED' | 'VOID';

export interface BenefitView {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly layer: 'BASE' | 'UPGRADE' | 'VALUE_ADDED';
  readonly kind: string;
  readonly title: string;
  readonly terms: string | null;
  readonly imageUrl: string | null;
  readonly status: BenefitStatus;
  /** Null for an entitlement that the member does not have (yet): listed so that whyNot can say what is missing. */
  readonly grantId: string | null;
  readonly usableNow: boolean;
  readonly whyNot: readonly WhyNotView[];
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly remaining: number | null;
  readonly value: { readonly amountMinor: Minor; readonly currency: string } | null;
  readonly coupon: CouponView | null;
}

export interface CouponView {
  readonly id: string;
  readonly title: string;
  readonly status: CouponStatus;
  readonly display: {
    readonly text: string;
    readonly qrPayload: string;
    readonly refreshAt: string | null;
    readonly expiresAt: string | null;
  } | null;
  readonly discount: { readonly amountMinor: Minor; readonly currency: string } | null;
  readonly percentOff: number | null;
  readonly minSpend: { readonly amountMinor: Minor; readonly currency: string } | null;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly usableNow: boolean;
  readonly whyNot: readonly WhyNotView[];
}

interface MemberList extends PageRequest {
  readonly memberId: string;
  readonly context?: HereNow;
}

/** One page a member; benefits answer in the caller's language. */
export const listBenefits = defineCall<
  { members: readonly (MemberList & { readonly status?: BenefitStatus })[] },
  { pages: readonly (Page<BenefitView> & { totalCount: number })[] }
>('benefits', 'benefits/list');
export const listCoupons = defineCall<
  { members: readonly (MemberList & { readonly status: readonly CouponStatus[] })[] },
  { pages: readonly (Page<CouponView> & { totalCount: number })[] }
>('benefits', 'coupons/list');
export const readBenefitsById = defineCall<
  { ids: readonly string[] },
  { benefits: readonly (BenefitView & { memberId: string })[]; coupons: readonly (CouponView & { memberId: string })[] }
>('benefits', 'benefits/read-by-id');

/** Benefit definitions as versioned data. `definition` is a document of #rules/benefit-definition; refuses rule_invalid, draft_changed. */
export interface RuleVersion {
  readonly code: string;
  readonly version: number | null;
  readonly status: 'draft' | 'published' | 'retired';
  readonly contentHash: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly publishedAt: string | null;
}
export const putBenefitDraft = defineCall<
  { code: string; definition: Readonly<Record<string, unknown>>; ifMatch?: string },
  RuleVersion
>('benefits', 'definitions/put-draft');
export const publishBenefit = defineCall<{ code: string; contentHash: string }, RuleVersion>(
  'benefits',
  'definitions/publish',
);
export const listBenefitVersions = defineCall<{ code: string }, { versions: readonly RuleVersion[] }>(
  'benefits',
  'definitions/versions',
);
