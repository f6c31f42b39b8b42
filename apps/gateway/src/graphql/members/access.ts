import { Refusal } from '#contracts/errors/refusals';
import type { Principal } from '../../edge/principal.js';

/** How much of a profile a caller sees. */
export type ProfileSight = 'whole' | 'masked' | 'nothing';

/** @throws Refusal forbidden for a partner without the programme-wide grant */
export function assertMayReadMembers({ actor, programWide }: Principal): void {
  if (actor.scope === 'partner' && !programWide) throw forbidden('This needs the programme-wide grant.');
}

/** Whether a caller may see this member: a member sees only itself. */
export function maySeeMember({ actor, programWide }: Principal, memberId: string): boolean {
  if (actor.scope === 'member') return actor.id === memberId;
  return actor.scope !== 'partner' || programWide;
}

/** @throws Refusal forbidden for member tokens: what is computed about a member is for operators */
export function assertOperator({ actor }: Principal): void {
  if (actor.scope === 'member') throw forbidden('This is not shown to members.');
}

/** @throws Refusal forbidden unless the caller is the member, the retailer's backend or an operator */
export function assertMayShowCode({ actor }: Principal): void {
  if (actor.scope === 'pos' || actor.scope === 'partner') throw forbidden('The code is shown by the member only.');
}

/** @throws Refusal forbidden */
export function assertMayListMembers({ actor }: Principal): void {
  if (actor.scope !== 'admin' && actor.scope !== 'app')
    throw forbidden('This needs a credential of scope admin or app.');
}

/**
 * The member that a token stands for.
 * @throws Refusal forbidden for an API key
 */
export function ownMemberId({ actor }: Principal): string {
  if (actor.scope !== 'member') throw forbidden('This needs a member token.');
  return actor.id;
}

export function profileSight({ actor: { scope } }: Principal): ProfileSight {
  if (scope === 'partner') return 'nothing';
  return scope === 'pos' ? 'masked' : 'whole';
}

/** A coupon's code is money to whoever holds it. */
export function mayShowCoupons({ actor }: Principal): boolean {
  return actor.scope !== 'partner';
}

export function forbidden(detail: string): Refusal {
  return new Refusal('forbidden', detail);
}
