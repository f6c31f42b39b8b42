import { DomainError, type FieldError } from '#kernel/errors';
import type { WhyNot } from './why-not.js';

/** Refused: at least one coupon of a purchase cannot be used; none was taken. */
export class CouponNotUsableError extends DomainError {
  readonly code = 'coupon_not_usable';
  override readonly data: { readonly coupons: readonly RefusedCoupon[] };

  constructor(coupons: readonly RefusedCoupon[]) {
    super('A coupon of this purchase cannot be used; none was taken.');
    this.data = { coupons };
  }
}

export interface RefusedCoupon {
  readonly index: number;
  readonly whyNot: readonly WhyNot[];
  /** What it would have taken off; absent where its bearer must not be told. */
  readonly valueMinor?: number;
}

/** Refused: a benefit definition that its schema does not allow. */
export class RuleInvalidError extends DomainError {
  readonly code = 'rule_invalid';

  constructor(override readonly errors: readonly FieldError[]) {
    super('The definition is not valid.');
  }
}

/** Refused: the draft is not the one that the caller looked at. */
export class DraftChangedError extends DomainError {
  readonly code = 'draft_changed';

  constructor() {
    super('The draft has changed since it was read.');
  }
}

/** Refused: this programme has no such benefit or draft. */
export class BenefitNotFoundError extends DomainError {
  readonly code = 'not_found';

  constructor(what: string) {
    super(`No such ${what}.`);
  }
}
