import { Injectable } from '@nestjs/common';
import type { EventOf, EventType } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { LearnMembers } from '../application/learn-members.js';
import { MergeMembers } from '../application/merge-members.js';
import type { MemberFact } from '../application/ports/member-facts.js';

type Said = Omit<MemberFact, 'programId' | 'memberId'>;

/** What members and points say of a member beside purchases. */
@Injectable()
export class MembersConsumer {
  constructor(
    private readonly learnMembers: LearnMembers,
    private readonly mergeMembers: MergeMembers,
  ) {}

  @HandlesEvents('members.members-merged.v1')
  merged(events: readonly EventOf<'members.members-merged.v1'>[]): Promise<void> {
    return this.mergeMembers.execute(
      events.map(({ programId, timestamp, data }) => ({ programId, ...data, mergedAt: timestamp })),
    );
  }

  @HandlesEvents('members.tier-changed.v1')
  tierChanged(events: readonly EventOf<'members.tier-changed.v1'>[]): Promise<void> {
    return this.learn(events, ({ data }) => ({ tier: data.to }));
  }

  @HandlesEvents('members.segment-changed.v1')
  segmentChanged(events: readonly EventOf<'members.segment-changed.v1'>[]): Promise<void> {
    return this.learn(events, ({ data }) =>
      data.entered ? { enteredSegment: data.segment } : { leftSegment: data.segment },
    );
  }

  @HandlesEvents('members.member-status-changed.v1')
  statusChanged(events: readonly EventOf<'members.member-status-changed.v1'>[]): Promise<void> {
    return this.learn(events, ({ data }) => ({ status: data.to }));
  }

  @HandlesEvents('members.member-erased.v1')
  erased(events: readonly EventOf<'members.member-erased.v1'>[]): Promise<void> {
    return this.learn(events, () => ({ status: 'erased' }));
  }

  @HandlesEvents('members.tier-downgrade-due.v1')
  tierReviewDue(events: readonly EventOf<'members.tier-downgrade-due.v1'>[]): Promise<void> {
    return this.learn(events, ({ data }) => ({ tierReviewAt: data.reviewAt }));
  }

  @HandlesEvents('points.points-expiring.v1')
  pointsExpiring(events: readonly EventOf<'points.points-expiring.v1'>[]): Promise<void> {
    return this.learn(events, ({ data }) => ({ pointsExpireAt: data.at }));
  }

  private learn<Type extends EventType>(
    events: readonly EventOf<Type>[],
    said: (event: EventOf<Type>) => Said,
  ): Promise<void> {
    return this.learnMembers.execute(
      events.flatMap((event) =>
        event.memberId === undefined ? [] : [{ programId: event.programId, memberId: event.memberId, ...said(event) }],
      ),
    );
  }
}
