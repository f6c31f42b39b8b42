import { DomainError, type FieldError } from '#kernel/errors';

/** Refused: a value that no such command can have. */
export class InvalidSpendingError extends DomainError {
  readonly code = 'invalid_value';
  override readonly errors: readonly FieldError[];
  constructor(pointer: string, detail: string) {
    super(detail);
    this.errors = [{ pointer, code: 'invalid_value', detail }];
  }
}

/** Refused: more than the programme lets a member do at once, or in a day. */
export class LimitReachedError extends DomainError {
  readonly code = 'limit_reached';
  override readonly data: { readonly limit: number; readonly resetsAt: string | null };
  /** @param resetsAt when it begins anew; null for a limit of one command */
  constructor(detail: string, limit: number, resetsAt: Date | null) {
    super(detail);
    this.data = { limit, resetsAt: resetsAt?.toISOString() ?? null };
  }
}

/** Refused: points cannot go this way. */
export class TransferRefusedError extends DomainError {
  readonly code = 'not_eligible';
  override readonly data: { readonly reason: 'to_oneself' | 'transfers_off' };
  constructor(reason: 'to_oneself' | 'transfers_off', detail: string) {
    super(detail);
    this.data = { reason };
  }
}

/** Refused: the member has no such lot. */
export class LotNotFoundError extends DomainError {
  readonly code = 'not_found';
  constructor() {
    super('No such lot of this member.');
  }
}

/** Refused: no such hold, or not one of this programme's; the two look the same. */
export class HoldNotFoundError extends DomainError {
  readonly code = 'not_found';
  constructor() {
    super('No such hold.');
  }
}
