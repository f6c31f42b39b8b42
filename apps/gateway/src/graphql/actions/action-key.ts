import { hash } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json';
import { invalidField } from '#contracts/errors/refusals';
import type { IdempotencyRequest } from '#contracts/internal/call';
import type { KeyedInput } from './action.inputs.js';

const keyPattern = /^[\x20-\x7e]{1,255}$/;

/**
 * What the key of an action asks for. Kept for each credential and action.
 * @throws Refusal invalid_value at input.idempotencyKey
 */
export function actionKey(action: string, { idempotencyKey, ...content }: KeyedInput): IdempotencyRequest {
  if (!keyPattern.test(idempotencyKey))
    throw invalidField(
      'invalid_value',
      'input.idempotencyKey',
      'input.idempotencyKey must be 1 to 255 printable ASCII characters.',
    );
  return {
    key: idempotencyKey,
    route: `graphql ${action}`,
    requestHash: hash('sha256', canonicalJson(content)),
    required: true,
  };
}

/** The natural id of an event that has none of its own: one a member and key, for ever. */
export function eventIdOf(action: string, memberId: string, { key }: IdempotencyRequest): string {
  return `${action}-${hash('sha256', `${memberId}\n${key}`, 'base64url')}`;
}
