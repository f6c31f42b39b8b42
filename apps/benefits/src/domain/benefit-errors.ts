import { DomainError, type FieldError } from '#kernel/errors';
import type { WhyNot } from './why-not.js';

/** Refused: at least one coupon of a purchase cannot be used; none was taken. */
export class CouponNotUsableError extends DomainError {
  readonly code = 'coupon_not_usable';
  override readonly data: {
    readonly coupons: readonly { readonly index: number; readonly whyNot: readonly WhyNot[] }[];
  };

  constructor(coupons: readonly { readonly index: number; readonly whyNot: readonly WhyNot[] }[]) {
    super('A coupon of this purchase cannot be used; none was taken.');
    this.data = { coupons };
  }
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
