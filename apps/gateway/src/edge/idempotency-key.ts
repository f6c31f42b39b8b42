import { hash } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json';
import { parseInstant } from '#kernel/instant';
import { invalidField, Refusal } from '#contracts/errors/refusals';
import type { IdempotencyRequest } from '#contracts/internal/call';
import type { EndpointDefinition } from './endpoint.decorator.js';

const keyPattern = /^[\x20-\x7e]{1,255}$/;
const pointer = 'Idempotency-Key';

/**
 * What the Idempotency-Key of a request asks for.
 * @param params and body are everything the answer depends on
 * @throws Refusal idempotency_key_required, invalid_value
 */
export function idempotencyOf(
  { method, path, idempotency = 'none' }: EndpointDefinition,
  key: string | undefined,
  params: Readonly<Record<string, string>>,
  body: unknown,
): IdempotencyRequest | undefined {
  if (method === 'GET') return undefined;
  if (key === undefined) {
    if (idempotency !== 'required') return undefined;
    const detail = 'This route needs an Idempotency-Key header.';
    throw new Refusal('idempotency_key_required', detail);
  }
  if (idempotency === 'none') throw invalidField('invalid_value', pointer, 'This route takes no Idempotency-Key.');
  if (!keyPattern.test(key))
    throw invalidField('invalid_value', pointer, 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
  if (idempotency === 'natural') return undefined;
  return {
    key,
    route: `${method} ${path}`,
    requestHash: requestHash({ params, body }),
    required: idempotency === 'required',
  };
}

/** A till may re-serialise: the order of names and the zone of an instant do not make another request. */
function requestHash(content: unknown): string {
  return hash('sha256', canonicalJson(content, instantInUtc));
}

function instantInUtc(text: string): string {
  return text.length > 19 && text[10] === 'T' ? (parseInstant(text)?.toISOString() ?? text) : text;
}
