/** One reason inside a refusal: where in the input, which code, in words. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the body, or the name of a query or path parameter. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/**
 * A refusal that the caller can understand and act on. Its `code` is public and stable, its wording is not.
 * Anything thrown that is not a DomainError is a bug and becomes a 500.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  /** Reasons by field, when the input is at fault. */
  readonly errors?: readonly FieldError[];
  /** Facts for the caller, merged into the answer: for instance { available, missing }. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** When the same request may succeed later, in whole seconds. */
  readonly retryAfterSeconds?: number;

  get detail(): string {
    return this.message;
  }
}
