import { DomainError, type FieldError } from '#kernel/errors';
import type { ItemRefusal } from '#contracts/internal/call';

/** The refusal of one item of a gathered call, thrown where the item is the whole request. */
export class ItemRefused extends DomainError {
  readonly code: string;
  override readonly errors?: readonly FieldError[];
  override readonly data?: Readonly<Record<string, unknown>>;
  override readonly retryAfterSeconds?: number;

  constructor({ code, detail, errors, data, retryAfterSeconds }: ItemRefusal) {
    super(detail);
    this.code = code;
    this.errors = errors;
    this.data = data;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const ofReference = new Set(['invalid_reference', 'member_not_found', 'member_erased', 'code_already_used']);

/** Members refuses a reference without knowing where it stood; the caller is told. */
export function refusedAt(pointer: string, refusal: ItemRefusal): ItemRefusal {
  if (refusal.errors !== undefined || !ofReference.has(refusal.code)) return refusal;
  const { code, detail } = refusal;
  return { ...refusal, errors: [{ pointer, code, detail }] };
}
