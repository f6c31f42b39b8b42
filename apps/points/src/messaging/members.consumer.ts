import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { LearnMemberHistory } from '../application/learn-member-history.js';

/** What members tells about tiers and segments. The inbox has seen to it that each event comes once. */
@Injectable()
export class MembersConsumer {
  constructor(private readonly history: LearnMemberHistory) {}

  @HandlesEvents('members.tier-changed.v1')
  tierChanged(events: readonly EventOf<'members.tier-changed.v1'>[]): Promise<void> {
    return this.history.levels(
      events.map((event) => ({ ...placeOf(event), ladder: event.data.ladder, level: event.data.to })),
    );
  }

  @HandlesEvents('members.segment-changed.v1')
  segmentChanged(events: readonly EventOf<'members.segment-changed.v1'>[]): Promise<void> {
    return this.history.segments(
      events.map((event) => ({ ...placeOf(event), segment: event.data.segment, entered: event.data.entered })),
    );
  }
}

interface MemberEvent {
  readonly programId: string;
  readonly memberId?: string;
  readonly memberSeq?: number;
  readonly timestamp: string;
}

function placeOf({ programId, memberId, memberSeq, timestamp }: MemberEvent) {
  if (memberId === undefined || memberSeq === undefined) throw new Error('An event of a member names its member.');
  return { programId, memberId, memberSeq, since: new Date(timestamp) };
}
