import { Injectable } from '@nestjs/common';
import type { EventOf } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import type { Happening } from '../application/earn-from-events.js';
import { FollowMembers } from '../application/follow-members.js';
import { LearnMemberHistory } from '../application/learn-member-history.js';

/** The node of a member's year. */
const birthdayNode = 'birthday';

/** What members tells about its members. The inbox has seen to it that each event comes once. */
@Injectable()
export class MembersConsumer {
  constructor(
    private readonly history: LearnMemberHistory,
    private readonly members: FollowMembers,
  ) {}

  @HandlesEvents('members.tier-changed.v1')
  async tierChanged(events: readonly EventOf<'members.tier-changed.v1'>[]): Promise<void> {
    await this.history.levels(
      events.map((event) => ({ ...placeOf(event), ladder: event.data.ladder, level: event.data.to })),
    );
    await this.happened(events, (event) => {
      const { ladder, from, to, direction } = event.data;
      return { trigger: 'tier_change', activity: 'tier_change', data: { ladder, from: from ?? '', to, direction } };
    });
  }

  @HandlesEvents('members.segment-changed.v1')
  segmentChanged(events: readonly EventOf<'members.segment-changed.v1'>[]): Promise<void> {
    return this.history.segments(
      events.map((event) => ({ ...placeOf(event), segment: event.data.segment, entered: event.data.entered })),
    );
  }

  @HandlesEvents('members.member-status-changed.v1')
  statusChanged(events: readonly EventOf<'members.member-status-changed.v1'>[]): Promise<void> {
    return this.history.statuses(events.map((event) => ({ ...placeOf(event), status: event.data.to })));
  }

  @HandlesEvents('members.member-erased.v1')
  erased(events: readonly EventOf<'members.member-erased.v1'>[]): Promise<void> {
    return this.history.statuses(events.map((event) => ({ ...placeOf(event), status: 'erased' })));
  }

  @HandlesEvents('members.activity-recorded.v1')
  async activityRecorded(events: readonly EventOf<'members.activity-recorded.v1'>[]): Promise<void> {
    const happenings = happeningsOf(events, ({ data }) => ({
      trigger: 'event',
      activity: data.activity,
      data: data.facts,
      reference: data.eventId,
    }));
    for (const [programId, ofProgram] of happenings) await this.members.acted(programId, ofProgram);
  }

  @HandlesEvents('members.member-enrolled.v1')
  async enrolled(events: readonly EventOf<'members.member-enrolled.v1'>[]): Promise<void> {
    const happenings = happeningsOf(events, ({ data: { channel, storeId } }) => ({
      trigger: 'enrolment',
      activity: 'enrolment',
      data: { channel, storeId: storeId ?? '' },
    }));
    for (const [programId, ofProgram] of happenings) await this.members.enrolled(programId, ofProgram);
  }

  @HandlesEvents('members.lifecycle-node-reached.v1')
  async nodeReached(events: readonly EventOf<'members.lifecycle-node-reached.v1'>[]): Promise<void> {
    await this.happened(
      events.filter(({ data }) => data.node === birthdayNode),
      ({ data: { occurrence } }) => ({ trigger: 'birthday', activity: birthdayNode, data: { occurrence } }),
    );
  }

  private async happened<Event extends MemberEvent>(
    events: readonly Event[],
    of: (event: Event) => Described,
  ): Promise<void> {
    for (const [programId, ofProgram] of happeningsOf(events, of)) await this.members.happened(programId, ofProgram);
  }
}

interface MemberEvent {
  readonly id: string;
  readonly programId: string;
  readonly memberId?: string;
  readonly memberSeq?: number;
  readonly timestamp: string;
}

type Described = Pick<Happening, 'trigger' | 'activity' | 'data'> & { readonly reference?: string };

function happeningsOf<Event extends MemberEvent>(
  events: readonly Event[],
  of: (event: Event) => Described,
): Map<string, Happening[]> {
  const programs = new Map<string, Happening[]>();
  for (const event of events) {
    const { memberId, since } = placeOf(event);
    const happening = { reference: event.id, ...of(event), memberId, occurredAt: since, eventId: event.id };
    const known = programs.get(event.programId);
    if (known) known.push(happening);
    else programs.set(event.programId, [happening]);
  }
  return programs;
}

function placeOf({ programId, memberId, memberSeq, timestamp }: MemberEvent) {
  if (memberId === undefined || memberSeq === undefined) throw new Error('An event of a member names its member.');
  return { programId, memberId, memberSeq, since: new Date(timestamp) };
}
