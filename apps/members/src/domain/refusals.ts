import { DomainError, type FieldError } from '#kernel/errors';

/** Refused: fields of the input are wrong; every wrong one is named. */
export class InvalidInputError extends DomainError {
  readonly code = 'invalid_value';

  constructor(override readonly errors: readonly FieldError[]) {
    super(errors[0]?.detail ?? 'The input is not valid.');
  }
}

/** Refused: this is no reference to a member, whoever the members are. */
export class InvalidReferenceError extends DomainError {
  readonly code = 'invalid_reference';

  constructor() {
    super(
      'A member reference is an id, or card:, phone:, email:, external:, code: or an identifier type and its value.',
    );
  }
}

/** Refused: nobody here has this reference. A dead card, an unknown code and another programme's member look the same. */
export class MemberNotFoundError extends DomainError {
  readonly code = 'member_not_found';

  constructor() {
    super('No member of this programme has this reference.');
  }
}

/** Refused: the member has been erased; nothing about them is left to show. */
export class MemberErasedError extends DomainError {
  readonly code = 'member_erased';

  constructor() {
    super('This member has been erased.');
  }
}

/** Refused: a till code belongs to the first transaction that used it. */
export class CodeAlreadyUsedError extends DomainError {
  readonly code = 'code_already_used';

  constructor() {
    super('This code was used for another transaction; ask for the next one.');
  }
}

/** Refused: an identifier belongs to a member, or to a card that is dead for ever. */
export class IdentifierInUseError extends DomainError {
  readonly code = 'identifier_in_use';
  override readonly data: Readonly<Record<string, unknown>>;

  /** @param memberId the owner; absent where several members own what was given, or the owner gave it up for ever */
  constructor(types: readonly string[], memberId?: string) {
    super(`In use: ${types.join(', ')}.`);
    this.data = memberId === undefined ? {} : { memberId };
  }
}

/** Refused: an instant outside of what a fact may carry. */
export class OccurredAtOutOfRangeError extends DomainError {
  readonly code = 'occurred_at_out_of_range';
  override readonly errors: readonly FieldError[];

  constructor(pointer: string) {
    const detail = 'The instant must lie between 1970 and 5 minutes from now.';
    super(detail);
    this.errors = [{ pointer, code: this.code, detail }];
  }
}

/** Refused: the event id was used before, for something else. */
export class EventConflictError extends DomainError {
  readonly code = 'transaction_conflict';

  constructor() {
    super('This eventId was recorded before with other content.');
  }
}
