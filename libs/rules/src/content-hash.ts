import { hash } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json';

/** SHA-256 of the canonical JSON, hexadecimal: equal exactly when two documents say the same. */
export function contentHash(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}
