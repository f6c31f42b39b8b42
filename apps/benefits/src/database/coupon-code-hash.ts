import { createHash } from 'node:crypto';

/** What is stored of a coupon's code. Plain SHA-256 is enough: a code has 80 random bits, so there is nothing to guess. */
export function couponCodeHash(code: string): string {
  return createHash('sha256').update(code.replaceAll('-', '').toUpperCase()).digest('base64url');
}
