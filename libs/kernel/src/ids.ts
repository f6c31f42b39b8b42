/**
 * A UUIDv7 (RFC 9562): sorts by creation time, so that indexes grow at their right edge.
 *
 * @param atMs  milliseconds since 1970, from the clock
 * @param random 16 random bytes; the first 6 are overwritten by the time
 */
export function uuidV7(atMs: number, random: Uint8Array): string {
  const bytes = Uint8Array.from(random.subarray(0, 16));
  let rest = atMs;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let hex = '';
  for (const byte of bytes) hex += hexOf[byte] ?? '';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in its canonical, lower-case form. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** Makes new ids; an adapter brings time and randomness. */
export abstract class Ids {
  /** A new UUIDv7. */
  abstract next(): string;
}
