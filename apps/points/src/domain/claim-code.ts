import { createHmac, timingSafeEqual } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: no I, L, O, U
const groups = 5;
const groupLength = 4;

interface ClaimablePurchase {
  readonly programId: string;
  readonly purchaseId: string;
}

/**
 * The code on the receipt of an anonymous purchase: 100 bits, derived and never stored, so that a repeated post can be answered
 * with it and a stolen database cannot claim anything.
 *
 * @param key secret of the service
 * @returns for instance `7K2M-0QXZ-94TD-HJ3B-W5CE`
 */
export function claimCodeOf({ programId, purchaseId }: ClaimablePurchase, key: string): string {
  const digest = createHmac('sha256', key).update(`claim\n${programId}\n${purchaseId}`).digest();
  const letters = Array.from({ length: groups * groupLength }, (_, index) => alphabet.charAt(fiveBits(digest, index)));
  return Array.from({ length: groups }, (_, group) =>
    letters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

/** Whether a typed code is the purchase's: case, spaces and dashes do not matter, look-alike letters are read as meant. */
export function isClaimCodeOf(purchase: ClaimablePurchase, typed: string, key: string): boolean {
  const expected = Buffer.from(plain(claimCodeOf(purchase, key)));
  const actual = Buffer.from(plain(typed));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function plain(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

function fiveBits(bytes: Uint8Array, index: number): number {
  const bit = index * 5;
  const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
  return (pair >> (11 - (bit & 7))) & 31;
}
