import type { Localized } from './localized.js';

export type BenefitLayer = 'base' | 'upgrade' | 'value_added';

/** What makes a benefit due. `tier` is an entitlement: held from the first level named on. */
export type BenefitTrigger =
  | { readonly type: 'enrolment' }
  | { readonly type: 'first_purchase' }
  | { readonly type: 'tier_upgrade'; readonly levels?: readonly string[] }
  | { readonly type: 'tier'; readonly levels: readonly string[] };

/** What a coupon takes off; exactly one of discountMinor and percentOff. */
export interface CouponTerms {
  /** Minor units of `currency`, > 0. */
  readonly discountMinor?: number;
  /** Above 0, at most 100. */
  readonly percentOff?: number;
  /** Of discountMinor, minSpendMinor and maxDiscountMinor; the coupon is not usable on a receipt in another one. */
  readonly currency?: string;
  readonly minSpendMinor?: number;
  readonly maxDiscountMinor?: number;
  /** Only lines of these categories are discounted and count for minSpendMinor. */
  readonly categories?: readonly string[];
}

/** A benefit as versioned data: published versions never change. */
export interface BenefitDefinition {
  readonly title: Localized;
  readonly terms?: Localized;
  readonly imageUrl?: string;
  readonly layer: BenefitLayer;
  /** `coupon` needs `coupon`; others are entitlements such as service or birthday_gift. */
  readonly kind:
    'coupon' | 'service' | 'free_item' | 'birthday_gift' | 'member_day_price' | 'partner_benefit' | 'badge';
  readonly trigger: BenefitTrigger;
  /** A rule applies to what occurred in [validFrom, validTo); absent is unbounded. */
  readonly validFrom?: string;
  readonly validTo?: string;
  /** Days a grant is valid from the instant that caused it; absent is without end. */
  readonly validDays?: number;
  /** Only at these stores; absent is everywhere. */
  readonly storeIds?: readonly string[];
  readonly coupon?: CouponTerms;
  /** Face value shown to the member. */
  readonly value?: { readonly amountMinor: number; readonly currency: string };
}

const localized = {
  type: 'object',
  additionalProperties: false,
  required: ['en'],
  properties: {
    en: { type: 'string', minLength: 1, maxLength: 256 },
    zh: { type: 'string', minLength: 1, maxLength: 256 },
  },
};
const names = {
  type: 'array',
  minItems: 1,
  maxItems: 200,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: 64 },
};
const instant = { type: 'string', format: 'date-time' };
const currency = { type: 'string', pattern: '^[A-Z]{3}$' };
const amount = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const trigger = (type: string, levels?: object, required: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  required: ['type', ...required],
  properties: { type: { const: type }, ...(levels ? { levels } : {}) },
});

/** The published JSON Schema (draft 2020-12) of a benefit definition. */
export const benefitDefinitionSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://keepsake.dev/schemas/benefit-definition.v1.json',
  type: 'object',
  additionalProperties: false,
  required: ['title', 'layer', 'kind', 'trigger'],
  properties: {
    title: localized,
    terms: localized,
    imageUrl: { type: 'string', pattern: '^https://', maxLength: 1_024 },
    layer: { enum: ['base', 'upgrade', 'value_added'] },
    kind: { enum: ['coupon', 'service', 'free_item', 'birthday_gift', 'member_day_price', 'partner_benefit', 'badge'] },
    trigger: {
      oneOf: [
        trigger('enrolment'),
        trigger('first_purchase'),
        trigger('tier_upgrade', names),
        trigger('tier', names, ['levels']),
      ],
    },
    validFrom: instant,
    validTo: instant,
    validDays: { type: 'integer', minimum: 1, maximum: 3_660 },
    storeIds: names,
    coupon: {
      type: 'object',
      additionalProperties: false,
      properties: {
        discountMinor: amount,
        percentOff: { type: 'number', exclusiveMinimum: 0, maximum: 100 },
        currency,
        minSpendMinor: amount,
        maxDiscountMinor: amount,
        categories: names,
      },
      oneOf: [{ required: ['discountMinor'] }, { required: ['percentOff'] }],
      dependentRequired: { discountMinor: ['currency'], minSpendMinor: ['currency'], maxDiscountMinor: ['currency'] },
    },
    value: {
      type: 'object',
      additionalProperties: false,
      required: ['amountMinor', 'currency'],
      properties: { amountMinor: amount, currency },
    },
  },
  if: { properties: { kind: { const: 'coupon' } } },
  then: { required: ['coupon', 'validDays'] },
  else: { not: { required: ['coupon'] } },
} as const;
