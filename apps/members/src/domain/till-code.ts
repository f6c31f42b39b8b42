import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The code a member shows at the till: 20 digits, so that it can be typed and be a barcode. Nothing is stored to issue one. The
 * first ten digits are a signature over programme, member number and 30-second slot; the last ten are the member's number,
 * masked by the signature, so that two codes of a member have nothing in common.
 */
export const tillCodePattern = /^\d{20}$/;
export const slotMs = 30_000;
/** Codes are judged at the till's own instant, and its clock may be wrong by this much. */
export const toleranceMs = 60_000;
const halfDigits = 10;
const halfModulus = 10n ** 10n;

/** Secret, ≥ 32 bytes. */
export type SigningKey = Parameters<typeof createHmac>[1];

export interface TillCode {
  readonly text: string;
  readonly refreshAt: Date;
  readonly expiresAt: Date;
}

export interface ReadCode {
  readonly number: number;
  /** Counts 30-second slots since 1970: with the number it names the code for ever. */
  readonly slot: number;
}

/**
 * @param number of the member in the whole installation, from 1 to 10^10 − 1
 */
export function issueTillCode(key: SigningKey, programId: string, number: number, now: Date): TillCode {
  const slot = Math.floor(now.getTime() / slotMs);
  const signature = sign(key, programId, number, slot);
  const masked = (BigInt(number) + mask(key, programId, signature)) % halfModulus;
  const slotEndMs = (slot + 1) * slotMs;
  return {
    text: `${signature}${pad(masked)}`,
    refreshAt: new Date(slotEndMs),
    expiresAt: new Date(slotEndMs + toleranceMs),
  };
}

/** @returns whose code it is, or undefined when it is not a code that could be shown at `at`, ± 60 s */
export function readTillCode(key: SigningKey, programId: string, code: string, at: Date): ReadCode | undefined {
  const signature = code.slice(0, halfDigits);
  const masked = BigInt(code.slice(halfDigits));
  const number = Number((masked - mask(key, programId, signature) + halfModulus) % halfModulus);
  const first = Math.floor((at.getTime() - toleranceMs) / slotMs);
  const last = Math.floor((at.getTime() + toleranceMs) / slotMs);
  for (let slot = first; slot <= last; slot += 1) {
    if (timingSafeEqual(Buffer.from(signature), Buffer.from(sign(key, programId, number, slot))))
      return { number, slot };
  }
  return undefined;
}

function sign(key: SigningKey, programId: string, number: number, slot: number): string {
  return pad(digitsOf(key, `sign\n${programId}\n${String(number)}\n${String(slot)}`));
}

function mask(key: SigningKey, programId: string, signature: string): bigint {
  return digitsOf(key, `mask\n${programId}\n${signature}`);
}

/** 64 bits onto ten digits: the unevenness is below 10^-9. */
function digitsOf(key: SigningKey, text: string): bigint {
  return createHmac('sha256', key).update(text).digest().readBigUInt64BE() % halfModulus;
}

const pad = (value: bigint): string => value.toString().padStart(halfDigits, '0');
