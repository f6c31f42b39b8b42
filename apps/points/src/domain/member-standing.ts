import { MemberSuspendedError } from './purchase.errors.js';

const earning: ReadonlySet<string> = new Set(['active', 'earn_only']);

/** @throws MemberSuspendedError for a member who may not earn: suspended, closed, merged away or erased */
export function requireEarning(status: string): void {
  if (!earning.has(status)) throw new MemberSuspendedError();
}
