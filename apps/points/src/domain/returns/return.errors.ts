import { DomainError, type FieldError } from '#kernel/errors';

/** Refused: a value that no return can have, such as a line named twice. */
export class InvalidReturnError extends DomainError {
  readonly code = 'invalid_value';
  override readonly errors: readonly FieldError[];
  constructor(pointer: string, detail: string) {
    super(detail);
    this.errors = [{ pointer, code: 'invalid_value', detail }];
  }
}

/** Refused: the purchase has no such line. */
export class UnknownLineError extends DomainError {
  readonly code = 'invalid_reference';
  override readonly errors: readonly FieldError[];
  constructor(pointer: string, line: number) {
    super(`The purchase has no line ${line}.`);
    this.errors = [{ pointer, code: this.code, detail: this.message }];
  }
}

/** Refused: more comes back than is left of a line. Retrying unchanged cannot succeed. */
export class AlreadyReturnedError extends DomainError {
  readonly code = 'already_returned';
  override readonly errors: readonly FieldError[];
  override readonly data: { readonly line: number; readonly returnable: number };
  constructor(pointer: string, line: number, returnable: number) {
    super(returnable === 0 ? `Line ${line} is returned already.` : `Of line ${line}, ${returnable} can be returned.`);
    this.errors = [{ pointer, code: this.code, detail: this.message }];
    this.data = { line, returnable };
  }
}

/** Refused: the purchase is undone, as if it had never been made. */
export class PurchaseVoidedError extends DomainError {
  readonly code = 'purchase_voided';
  constructor() {
    super('The purchase is voided.');
  }
}

/** Refused: the purchase is not here, and the return does not want to wait for it. */
export class PurchaseNotFoundError extends DomainError {
  readonly code = 'not_found';
  constructor() {
    super('No such purchase.');
  }
}

/** Refused: the return's or void's id is taken by other content. Retrying unchanged cannot succeed. */
export class ReversalConflictError extends DomainError {
  readonly code = 'transaction_conflict';
  constructor(kind: 'return' | 'void', reversalId: string) {
    super(`${kind === 'return' ? 'Return' : 'Void'} ${reversalId} is already there with other content.`);
  }
}

/** Refused: so many documents wait for one purchase that it is likelier a mistake than a receipt. */
export class TooManyParkedError extends DomainError {
  readonly code = 'limit_reached';
  constructor(transactionId: string, max: number) {
    super(`${max} returns and voids already wait for transaction ${transactionId}.`);
  }
}
