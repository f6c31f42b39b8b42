import { DomainError, type FieldError } from '#kernel/errors';
import type { ErrorCode } from './codes.js';

interface RefusalOptions {
  readonly errors?: readonly FieldError[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

/** A refusal by code, for those that carry no behaviour of their own; a context's own refusals are classes of its domain. */
export class Refusal extends DomainError {
  override readonly errors?: readonly FieldError[];
  override readonly data?: Readonly<Record<string, unknown>>;
  override readonly retryAfterSeconds?: number;

  constructor(
    readonly code: ErrorCode,
    detail: string,
    options: RefusalOptions = {},
  ) {
    super(detail);
    this.name = 'Refusal';
    this.errors = options.errors;
    this.data = options.data;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Refused: one field of the input is wrong. The same code stands for the whole and in `errors`. */
export function invalidField(code: ErrorCode, pointer: string, detail: string): Refusal {
  return new Refusal(code, detail, { errors: [{ pointer, code, detail }] });
}

/** Refused: no such thing, or not in this caller's programme; the two must look the same. */
export function notFound(what: string): Refusal {
  return new Refusal('not_found', `No such ${what}.`);
}

/** Refused: a feature that this version does not offer yet. */
export function notEnabled(feature: string): Refusal {
  return new Refusal('not_enabled', `Not enabled in this version: ${feature}.`);
}
