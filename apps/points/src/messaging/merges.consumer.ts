import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { MergeMembers } from '../application/merge-members.js';

@Injectable()
export class MergesConsumer {
  constructor(private readonly mergeMembers: MergeMembers) {}

  @HandlesEvents('members.members-merged.v1')
  async membersMerged(events: readonly EventOf<'members.members-merged.v1'>[]): Promise<void> {
    // One after the other: of a chain the later ones move what the earlier ones brought.
    for (const { programId, data } of events) await this.mergeMembers.execute(programId, data);
  }
}
