import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/errors';
import { type BenefitView, type CouponView, listBenefits, listCoupons } from '#contracts/internal/benefits';
import type { Caller } from '#contracts/internal/call';
import { type MemberStatus, type MemberView, readMembers, type TierView } from '#contracts/internal/members';
import { type AccountView, readAccounts } from '#contracts/internal/points';
import type { IdentifyMemberDto } from '#contracts/public/member.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { ItemRefused, refusedAt } from '../edge/item-refused.js';

const wallet = 'points';
const expiringWithinDays = 90;
const usableMax = 20;

/** What a cashier may see and do. What a service cannot tell right now is null: the till goes on without it. */
export interface IdentifiedMember {
  readonly memberId: string;
  readonly displayName: string | null;
  readonly status: MemberStatus;
  readonly tier: TierView;
  readonly points: Pick<AccountView, 'available' | 'pending' | 'value'> | null;
  readonly coupons: readonly CouponView[] | null;
  readonly benefits: readonly BenefitView[] | null;
  readonly can: readonly ('earn' | 'redeem')[];
}

const canByStatus: Readonly<Partial<Record<MemberStatus, IdentifiedMember['can']>>> = {
  active: ['earn', 'redeem'],
  earn_only: ['earn'],
};

@Injectable()
export class MemberAtTill {
  constructor(private readonly calls: InternalCalls) {}

  /** @throws ItemRefused member_not_found, invalid_reference, member_erased, code_already_used */
  async identify(caller: Caller, { member: reference, storeId }: IdentifyMemberDto): Promise<IdentifiedMember> {
    const member = await this.read(caller, reference);
    const asked = { memberId: member.id, first: usableMax, context: { storeId } };
    const [accounts, benefits, coupons] = await Promise.all([
      this.calls.send(readAccounts, caller, { memberIds: [member.id], wallet, expiringWithinDays }).catch(nullIfDown),
      this.calls.send(listBenefits, caller, { members: [{ ...asked, status: 'USABLE' }] }).catch(nullIfDown),
      this.calls.send(listCoupons, caller, { members: [{ ...asked, status: ['AVAILABLE'] }] }).catch(nullIfDown),
    ]);
    const [account] = accounts?.accounts ?? [];
    return {
      memberId: member.id,
      displayName: member.profile.displayName,
      status: member.status,
      tier: member.tier,
      points: account ? { available: account.available, pending: account.pending, value: account.value } : null,
      coupons: nodesOf(coupons?.pages[0])?.filter(({ usableNow }) => usableNow) ?? null,
      benefits: nodesOf(benefits?.pages[0]) ?? null,
      can: canByStatus[member.status] ?? [],
    };
  }

  private async read(caller: Caller, reference: string): Promise<MemberView> {
    const [result] = (await this.calls.send(readMembers, caller, { references: [reference] })).results;
    if (!result) throw new Error('A reference got no answer.');
    if (result.ok) return result.value;
    // The reference stands in the body here: what is not found is the value, not the page.
    const { code } = result.error;
    throw new ItemRefused(
      refusedAt('/member', { ...result.error, code: code === 'not_found' ? 'member_not_found' : code }),
    );
  }
}

function nullIfDown(error: unknown): null {
  if (error instanceof DomainError && error.code === 'unavailable') return null;
  throw error;
}

function nodesOf<Item>(page: { readonly items: readonly { readonly node: Item }[] } | undefined): Item[] | undefined {
  return page?.items.map(({ node }) => node);
}
