import { DomainError, type FieldError } from '#kernel/errors';

/** A refusal that one field of the purchase is the reason for. */
abstract class RefusedFieldError extends DomainError {
  override readonly errors: readonly FieldError[];

  constructor(field: FieldError) {
    super(field.detail);
    this.errors = [field];
  }
}

/** Refused: a value that no receipt can have, such as a line number used twice. */
export class InvalidPurchaseError extends RefusedFieldError {
  readonly code = 'invalid_value';
  constructor(pointer: string, detail: string) {
    super({ pointer, code: 'invalid_value', detail });
  }
}

/** Refused: not an active ISO 4217 currency. */
export class UnknownCurrencyError extends RefusedFieldError {
  readonly code = 'unknown_currency';
  constructor() {
    super({ pointer: '/currency', code: 'unknown_currency', detail: 'The currency is not an active ISO 4217 code.' });
  }
}

/** Refused: the lines do not add up to the total. */
export class TotalMismatchError extends RefusedFieldError {
  readonly code = 'total_mismatch';
  constructor(detail: string) {
    super({ pointer: '/totalMinor', code: 'total_mismatch', detail });
  }
}

/** Refused: before 1970 or more than five minutes ahead of us. */
export class OccurredAtOutOfRangeError extends RefusedFieldError {
  readonly code = 'occurred_at_out_of_range';
  constructor() {
    super({
      pointer: '/occurredAt',
      code: 'occurred_at_out_of_range',
      detail: 'occurredAt must lie between 1970 and 5 minutes from now.',
    });
  }
}

/** Refused: the transaction id is taken by other content. Retrying unchanged cannot succeed. */
export class TransactionConflictError extends DomainError {
  readonly code = 'transaction_conflict';
  constructor(transactionId: string) {
    super(`Transaction ${transactionId} is already recorded with other content.`);
  }
}

/** Refused: the member may not earn now. */
export class MemberSuspendedError extends DomainError {
  readonly code = 'member_suspended';
  constructor() {
    super('The member is suspended or closed and does not earn.');
  }
}

/** Refused: the anonymous purchase already belongs to a member. */
export class AlreadyClaimedError extends DomainError {
  readonly code = 'already_claimed';
  constructor() {
    super('This purchase has already been claimed.');
  }
}

/** Refused: no anonymous purchase with this id and this code; which of the two is wrong is not told. */
export class ClaimNotFoundError extends DomainError {
  readonly code = 'not_found';
  constructor() {
    super('No purchase can be claimed with this transaction and code.');
  }
}
