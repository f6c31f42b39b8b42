import { createHash, timingSafeEqual } from 'node:crypto';

/** Public half of a credential: 80 random bits. */
export function isKeyId(text: string): boolean {
  return /^[0-9a-f]{20}$/.test(text);
}

/** The whole credential, as callers carry it: `ks_<keyId>.<secret>`. */
export function formatKey(keyId: string, secret: string): string {
  return `ks_${keyId}.${secret}`;
}

/**
 * What is stored of a secret. One round of SHA-256 is enough: a slow hash protects what people choose and others can guess, and
 * nobody guesses 256 random bits. It also keeps a check cheap, which the gateway asks for every active key again and again.
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Takes the same time wherever the two differ, and for a key that does not exist. */
export function secretMatches(given: string, storedHash: Buffer | undefined): boolean {
  const equal = timingSafeEqual(hashSecret(given), storedHash ?? nobodysHash);
  return equal && storedHash !== undefined;
}

const nobodysHash = Buffer.alloc(32);
