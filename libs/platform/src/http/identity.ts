import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Caller } from '#contracts/internal/call';
import { hmacKey } from './hmac-key.js';

export const identityHeader = 'x-keepsake-identity';
const ageMsMax = 60_000;

/** Signs who asks, so that a service takes a programme and an actor from nobody but the gateway and its peers. */
export function signIdentity(caller: Caller, key: string, nowMs: number): string {
  const payload = Buffer.from(JSON.stringify({ ...caller, at: nowMs })).toString('base64url');
  return `${payload}.${signature(payload, key)}`;
}

/** @returns the caller, or undefined when the header is missing, forged or older than a minute */
export function verifyIdentity(header: unknown, key: string, nowMs: number): Caller | undefined {
  if (typeof header !== 'string') return undefined;
  const [payload = '', given = ''] = header.split('.');
  const expected = Buffer.from(signature(payload, key));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return undefined;
  const { at, ...caller } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Caller & { at: number };
  return Math.abs(nowMs - at) <= ageMsMax ? caller : undefined;
}

function signature(payload: string, key: string): string {
  return createHmac('sha256', hmacKey(key)).update(payload).digest('base64url');
}

const storage = new AsyncLocalStorage<Caller>();

export function runAsCaller<T>(caller: Caller, work: () => T): T {
  return storage.run(caller, work);
}

/** The signed identity of the internal call being answered. */
export function currentCaller(): Caller {
  const caller = storage.getStore();
  if (!caller) throw new Error('There is no caller outside an internal call.');
  return caller;
}
