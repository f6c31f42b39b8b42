import { RedemptionRefusedError } from './points.errors.js';
import { MemberSuspendedError } from './purchase.errors.js';

const earning: ReadonlySet<string> = new Set(['active', 'earn_only']);
/** Nobody's points any more. */
const gone: ReadonlySet<string> = new Set(['merged', 'erased']);

export function mayEarn(status: string): boolean {
  return earning.has(status);
}

/** @throws MemberSuspendedError for a member who may not earn: suspended, closed, merged away or erased */
export function requireEarning(status: string): void {
  if (!mayEarn(status)) throw new MemberSuspendedError();
}

/** @throws MemberSuspendedError · RedemptionRefusedError for a member who may only earn */
export function requireRedeeming(status: string): void {
  requireEarning(status);
  if (status === 'earn_only') {
    throw new RedemptionRefusedError('earn_only', 'The member earns points and does not redeem them.');
  }
}

/** An operator may correct the balance of a suspended member. @throws MemberSuspendedError for one merged away or erased */
export function requireAccount(status: string): void {
  if (gone.has(status)) throw new MemberSuspendedError();
}
