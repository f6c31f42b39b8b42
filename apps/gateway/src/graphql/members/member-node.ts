import type { MemberView, TierView } from '#contracts/internal/members';
import type { Typed } from '../schema/node.model.js';

export type MemberNode = MemberView & Typed<'Member'>;
export type TierNode = TierView & Typed<'TierStatus'>;

export function memberNode(member: MemberView): MemberNode {
  return { ...member, __typename: 'Member' };
}

export function tierNode(tier: TierView): TierNode {
  return { ...tier, __typename: 'TierStatus' };
}
