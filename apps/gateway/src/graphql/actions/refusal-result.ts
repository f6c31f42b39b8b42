import { DomainError } from '#kernel/errors';
import { retryableCodes } from '#contracts/errors/codes';
import type { WhyNotView } from '#contracts/internal/benefits';
import type { RequestFacts } from '../../edge/principal.js';
import { refusalDetail } from '../../edge/problem-answer.js';
import type { Typed } from '../schema/node.model.js';

interface RefusalFields {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export type RefusalResult = RefusalFields &
  (
    | Typed<'OutOfStock' | 'OtherRefusal'>
    | (Typed<'InsufficientPoints'> & { readonly available: number; readonly missing: number })
    | (Typed<'LimitReached'> & { readonly resetsAt: string | null })
    | (Typed<'NotEligible'> & { readonly whyNot: readonly WhyNotView[] })
  );

/** Not a member's business: who may not act at all, and input that is no input. */
const topLevelCodes: ReadonlySet<string> = new Set([
  'malformed',
  'unknown_field',
  'invalid_value',
  'idempotency_key_required',
  'unauthenticated',
  'token_expired',
  'token_invalid',
  'forbidden',
  'rate_limited',
  'internal',
]);

/**
 * What a refused action answers.
 * @throws the error itself, when it is no refusal that a member can act on
 */
export function refusalResult(error: unknown, { locale }: RequestFacts): RefusalResult {
  if (!(error instanceof DomainError) || topLevelCodes.has(error.code)) throw error;
  const { code, data = {} } = error;
  const fields = { code, message: refusalDetail(error, locale), retryable: retryableCodes.has(code) };
  switch (code) {
    case 'insufficient_points': {
      const { available = 0, missing = 0 } = data as { available?: number; missing?: number };
      return { __typename: 'InsufficientPoints', ...fields, available, missing };
    }
    case 'out_of_stock':
      return { __typename: 'OutOfStock', ...fields };
    case 'limit_reached':
      return { __typename: 'LimitReached', ...fields, resetsAt: (data as { resetsAt?: string }).resetsAt ?? null };
    case 'not_eligible':
      return { __typename: 'NotEligible', ...fields, whyNot: whyNotOf(data, fields.message) };
    default:
      return { __typename: 'OtherRefusal', ...fields };
  }
}

/** The service's reasons; a single one comes as its code. */
function whyNotOf(data: Readonly<Record<string, unknown>>, message: string): readonly WhyNotView[] {
  const { whyNot, reason } = data as { whyNot?: readonly WhyNotView[]; reason?: string };
  if (whyNot || reason === undefined) return whyNot ?? [];
  const nothing = { field: null, actual: null, required: null, missing: null, satisfiableAt: null };
  return [{ code: reason, message, ...nothing }];
}
