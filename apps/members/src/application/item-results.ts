import type { ItemRefusal, ItemResult } from '#contracts/internal/call';
import type { DomainError } from '#kernel/errors';

export function refused(error: DomainError, code = error.code): ItemResult<never> {
  const refusal: ItemRefusal = {
    code,
    detail: error.detail,
    ...(error.data ? { data: error.data } : {}),
    ...(error.errors ? { errors: error.errors } : {}),
  };
  return { ok: false, error: refusal };
}
