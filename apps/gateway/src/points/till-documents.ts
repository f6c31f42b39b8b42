import type { ErrorCode } from '#contracts/errors/codes';
import type { ItemResult } from '#contracts/internal/call';
import type { DtoClass } from '#platform/validation/dto-schema';
import { EdgeAnswer, type EndpointDefinition } from '../edge/endpoint.decorator.js';
import { ItemRefused } from '../edge/item-refused.js';
import type { Scope } from '../edge/principal.js';

/** Who sells and takes back. */
export const tillScopes: readonly Scope[] = ['pos', 'app', 'admin'];

/** Beside the refusals of a document those of its key. */
export const keyRefusals: readonly ErrorCode[] = ['idempotency_key_reused', 'in_progress'];

/** A till's upload of documents of one kind. */
export function uploadOf(document: 'purchase' | 'return', body: DtoClass): EndpointDefinition {
  return {
    method: 'POST',
    path: `/v1/${document}s/batch`,
    summary: `Post up to 500 ${document}s, each on its own.`,
    scopes: tillScopes,
    body,
    answers: { 200: `One result a ${document}, with the status and code that it would have had alone.` },
    idempotency: 'none',
  };
}

/** A document that is asked about: repeating it does no harm. */
export function evaluationOf(
  document: 'purchase' | 'return',
  described: Pick<EndpointDefinition, 'summary' | 'body' | 'answers' | 'refuses'>,
): EndpointDefinition {
  return {
    method: 'POST',
    path: `/v1/${document}s/evaluate`,
    scopes: tillScopes,
    idempotency: 'natural',
    ...described,
  };
}

/** @throws ItemRefused the document's refusal */
export function documentAnswer<Answer>(result: ItemResult<Answer>, statusOf: (answer: Answer) => number): EdgeAnswer {
  if (!result.ok) throw new ItemRefused(result.error);
  return new EdgeAnswer(statusOf(result.value), result.value);
}
