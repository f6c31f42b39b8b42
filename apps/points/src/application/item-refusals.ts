import type { DomainError } from '#kernel/errors';
import type { ErrorCode } from '#contracts/errors/codes';
import { Refusal } from '#contracts/errors/refusals';
import type { ItemRefusal } from '#contracts/internal/call';

/** A refusal that another part of the platform found, as this one's. */
export function passedOn({ code, detail, ...options }: ItemRefusal): Refusal {
  return new Refusal(code as ErrorCode, detail, options);
}

export function itemRefusal({ code, detail, data, errors, retryAfterSeconds }: DomainError): ItemRefusal {
  return {
    code,
    detail,
    ...(data ? { data } : {}),
    ...(errors ? { errors } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
