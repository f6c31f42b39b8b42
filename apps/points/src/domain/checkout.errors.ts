import { DomainError, type FieldError } from '#kernel/errors';

/** Refused: no such checkout, or another member's; the two look the same. */
export class CheckoutNotFoundError extends DomainError {
  readonly code = 'not_found';
  constructor() {
    super('No such checkout.');
  }
}

/** Refused: the purchase is another one than the checkout was made for. */
export class CheckoutTotalMismatchError extends DomainError {
  readonly code = 'total_mismatch';
  override readonly errors: readonly FieldError[];
  constructor({ totalMinor, currency }: { readonly totalMinor: number; readonly currency: string }) {
    super(`The checkout was made for ${totalMinor} ${currency}.`);
    this.errors = [{ pointer: '/totalMinor', code: 'total_mismatch', detail: this.message }];
  }
}
