import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import { type MemberReference, type ResolvedMember, resolveMembers } from '#contracts/internal/members';
import { InternalCalls } from '#platform/http/internal-calls';
import { ItemRefused, refusedAt } from './item-refused.js';

/** Who a reference is. In a path an unknown member is a page that is not there; in a body it is a wrong value. */
@Injectable()
export class MemberLookup {
  constructor(private readonly calls: InternalCalls) {}

  /** @throws ItemRefused invalid_reference, member_not_found, member_erased, code_already_used */
  inBody(caller: Caller, reference: MemberReference): Promise<ResolvedMember> {
    return this.resolve(caller, reference, '/member');
  }

  /** @throws Refusal not_found · ItemRefused invalid_reference, member_erased, code_already_used */
  async inPath(caller: Caller, reference: string): Promise<ResolvedMember> {
    try {
      return await this.resolve(caller, { reference }, 'ref');
    } catch (error) {
      if (error instanceof ItemRefused && error.code === 'member_not_found') throw notFound('member');
      throw error;
    }
  }

  private async resolve(caller: Caller, reference: MemberReference, pointer: string): Promise<ResolvedMember> {
    const { results } = await this.calls.send(resolveMembers, caller, { references: [reference] });
    const [result] = results;
    if (!result) throw new Error('A reference got no answer.');
    if (!result.ok) throw new ItemRefused(refusedAt(pointer, result.error));
    return result.value;
  }
}
