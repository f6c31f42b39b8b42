import { Injectable } from '@nestjs/common';
import type { ItemResult } from '#contracts/internal/call';
import type { MemberReference, ResolvedMember } from '#contracts/internal/members';
import { FindMembers } from './find-members.js';
import { refused } from './item-results.js';

/** Who is meant, and in which state: asked for every purchase, so it reads nothing personal. */
@Injectable()
export class ResolveMembers {
  constructor(private readonly findMembers: FindMembers) {}

  async execute(programId: string, references: readonly MemberReference[]): Promise<ItemResult<ResolvedMember>[]> {
    const found = await this.findMembers.execute(programId, references);
    return found.map((each) =>
      each instanceof Error ? refused(each) : { ok: true, value: { memberId: each.memberId, status: each.status } },
    );
  }
}
