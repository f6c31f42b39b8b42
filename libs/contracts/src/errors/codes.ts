/** The public vocabulary of refusals: one for REST and GraphQL. The status is REST's. */
export const statusByCode = {
  malformed: 400,
  unknown_field: 400,
  invalid_value: 400,
  invalid_reference: 400,
  idempotency_key_required: 400,
  unauthenticated: 401,
  token_expired: 401,
  token_invalid: 401,
  token_reused: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  identifier_in_use: 409,
  transaction_conflict: 409,
  in_progress: 409,
  insufficient_points: 409,
  coupon_not_usable: 409,
  code_already_used: 409,
  already_returned: 409,
  already_captured: 409,
  already_released: 409,
  already_claimed: 409,
  purchase_voided: 409,
  draft_changed: 409,
  member_suspended: 409,
  out_of_stock: 409,
  limit_reached: 409,
  not_eligible: 409,
  member_erased: 410,
  too_large: 413,
  unsupported_media_type: 415,
  total_mismatch: 422,
  unknown_currency: 422,
  occurred_at_out_of_range: 422,
  member_not_found: 422,
  idempotency_key_reused: 422,
  not_enabled: 422,
  rule_invalid: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof statusByCode;

/** Codes whose request may succeed when repeated unchanged. */
export const retryableCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'in_progress',
  'rate_limited',
  'unavailable',
  'internal',
]);

/** RFC 9457 problem document. Extra members carry the refusal's data. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  readonly [extra: string]: unknown;
}
