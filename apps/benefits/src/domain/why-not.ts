import type { BenefitDefinition } from '#rules/benefit-definition';
import { type Basket, eligibleMinor } from './coupon-discount.js';

/** Why something cannot be used now and here: a stable code, and what is and what would have to be. */
export interface WhyNot {
  readonly code: WhyNotCode;
  readonly field?: string;
  readonly actual?: string;
  readonly required?: string;
  /** What is missing, in the field's unit. */
  readonly missing?: number;
  readonly satisfiableAt?: Date;
}

export type WhyNotCode =
  | 'not_yet_valid'
  | 'expired'
  | 'used'
  | 'revoked'
  | 'returned'
  | 'reserved'
  | 'wrong_store'
  | 'wrong_currency'
  | 'wrong_category'
  | 'min_spend'
  | 'tier_too_low'
  | 'not_enrolled_for_it'
  | 'first_purchase_missing'
  | 'not_owner';

export type GrantStatus = 'granted' | 'used' | 'expired' | 'revoked' | 'returned';

export interface HeldGrant {
  readonly status: GrantStatus;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  /** A coupon that another transaction holds at this moment. */
  readonly reserved: boolean;
}

/** Where and with what; what is not given is not judged. */
export interface Here {
  readonly storeId?: string;
  readonly basket?: Basket;
}

/** Every reason against using a held grant at an instant; empty exactly when it can be used. */
export function whyNotUsable(definition: BenefitDefinition, grant: HeldGrant, at: Date, here: Here): WhyNot[] {
  return [
    ...againstState(grant),
    ...againstTime(grant, at),
    ...againstPlace(definition, here),
    ...againstBasket(definition, here.basket),
  ];
}

/** Why a member does not hold a benefit at all. */
export function whyNotGranted(definition: BenefitDefinition, level: string): WhyNot {
  const { trigger } = definition;
  switch (trigger.type) {
    case 'enrolment':
      return { code: 'not_enrolled_for_it', field: 'member.enrolledAt' };
    case 'first_purchase':
      return { code: 'first_purchase_missing', field: 'member.purchases', actual: '0', required: '1', missing: 1 };
    case 'tier_upgrade':
    case 'tier':
      return { code: 'tier_too_low', field: 'member.tier', actual: level, required: trigger.levels?.[0] };
  }
}

function againstState({ status, reserved }: HeldGrant): WhyNot[] {
  if (status === 'used') return [{ code: 'used' }];
  if (status === 'revoked') return [{ code: 'revoked' }];
  if (status === 'returned') return [{ code: 'returned' }];
  return reserved ? [{ code: 'reserved' }] : [];
}

function againstTime({ status, validFrom, validUntil }: HeldGrant, at: Date): WhyNot[] {
  if (at < validFrom) {
    return [
      {
        code: 'not_yet_valid',
        field: 'at',
        actual: at.toISOString(),
        required: validFrom.toISOString(),
        satisfiableAt: validFrom,
      },
    ];
  }
  const over = status === 'expired' || (validUntil !== null && at >= validUntil);
  return over ? [{ code: 'expired', field: 'at', actual: at.toISOString(), required: validUntil?.toISOString() }] : [];
}

function againstPlace({ storeIds }: BenefitDefinition, { storeId }: Here): WhyNot[] {
  if (storeIds === undefined || storeId === undefined || storeIds.includes(storeId)) return [];
  return [{ code: 'wrong_store', field: 'storeId', actual: storeId, required: storeIds.join(', ') }];
}

function againstBasket({ coupon }: BenefitDefinition, basket: Basket | undefined): WhyNot[] {
  if (!coupon || !basket) return [];
  if (coupon.currency !== undefined && basket.currency !== null && coupon.currency !== basket.currency) {
    return [{ code: 'wrong_currency', field: 'basket.currency', actual: basket.currency, required: coupon.currency }];
  }
  const eligible = eligibleMinor(coupon, basket);
  if (eligible === 0 && coupon.categories) {
    return [{ code: 'wrong_category', field: 'basket.category', required: coupon.categories.join(', ') }];
  }
  const minSpendMinor = coupon.minSpendMinor ?? 0;
  if (eligible >= minSpendMinor) return [];
  return [
    {
      code: 'min_spend',
      field: 'basket.totalMinor',
      actual: String(eligible),
      required: String(minSpendMinor),
      missing: minSpendMinor - eligible,
    },
  ];
}
