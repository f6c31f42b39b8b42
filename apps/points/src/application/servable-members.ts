import { Injectable } from '@nestjs/common';
import { mayEarn } from '../domain/member-standing.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import { SkippedEarnings } from './ports/skipped-earnings.js';

/**
 * Who may be served for something that happened to them. A till's purchase comes with its member's standing; of events points
 * knows what members has told by now. Who is not known is active.
 */
@Injectable()
export class ServableMembers {
  constructor(
    private readonly history: MemberHistoryStore,
    private readonly skipped: SkippedEarnings,
  ) {}

  /** @returns those of members who may earn, in their order; the others are told with the reason */
  async of<Item extends { readonly memberId: string }>(programId: string, items: readonly Item[]): Promise<Item[]> {
    const memberIds = [...new Set(items.map(({ memberId }) => memberId))];
    const statuses = await this.history.statusesOf(programId, memberIds);
    return items.filter(({ memberId }) => {
      const status = statuses.get(memberId);
      if (status === undefined || mayEarn(status)) return true;
      this.skipped.tell(`member_${status}`);
      return false;
    });
  }
}
