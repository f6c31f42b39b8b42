import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { FollowMembers } from '../application/follow-members.js';
import { byProgram } from './by-program.js';

@Injectable()
export class MembersConsumer {
  constructor(private readonly followMembers: FollowMembers) {}

  @HandlesEvents('members.member-enrolled.v1')
  async enrolled(events: readonly EventOf<'members.member-enrolled.v1'>[]): Promise<void> {
    for (const [programId, ofProgram] of byProgram(events)) {
      await this.followMembers.enrolled(
        programId,
        ofProgram.flatMap(({ id, memberId, timestamp }) =>
          memberId ? [{ memberId, eventId: id, occurredAt: new Date(timestamp) }] : [],
        ),
      );
    }
  }

  @HandlesEvents('members.tier-changed.v1')
  async tierChanged(events: readonly EventOf<'members.tier-changed.v1'>[]): Promise<void> {
    for (const [programId, ofProgram] of byProgram(events)) {
      await this.followMembers.tierChanged(
        programId,
        ofProgram.flatMap(({ id, memberId, timestamp, data }) =>
          memberId
            ? [
                {
                  memberId,
                  eventId: id,
                  occurredAt: new Date(timestamp),
                  level: data.to,
                  upgrade: data.direction === 'upgrade',
                },
              ]
            : [],
        ),
      );
    }
  }
}
