import { Injectable } from '@nestjs/common';
import type { EventOf, EventType } from '#contracts/events/catalogue';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import type { EngagementFact } from '../application/ports/engagement-facts.js';
import { RecordEngagements } from '../application/record-engagements.js';

type Said = Pick<EngagementFact, 'kind' | 'subject'>;

/** Benefits, rewards and activities. A coupon that was redeemed is told twice; the end of its grant is what counts. */
@Injectable()
export class EngagementsConsumer {
  constructor(private readonly recordEngagements: RecordEngagements) {}

  @HandlesEvents('benefits.benefit-granted.v1')
  granted(events: readonly EventOf<'benefits.benefit-granted.v1'>[]): Promise<void> {
    return this.record(events, ({ data }) => ({ kind: 'granted', subject: data.grantId }));
  }

  @HandlesEvents('benefits.benefit-ended.v1')
  ended(events: readonly EventOf<'benefits.benefit-ended.v1'>[]): Promise<void> {
    return this.record(events, ({ data }) => ({ kind: data.outcome, subject: data.grantId }));
  }

  @HandlesEvents('benefits.reward-redeemed.v1')
  redeemed(events: readonly EventOf<'benefits.reward-redeemed.v1'>[]): Promise<void> {
    return this.record(events, ({ data }) => ({ kind: 'redeemed', subject: data.redemptionId }));
  }

  @HandlesEvents('members.activity-recorded.v1')
  active(events: readonly EventOf<'members.activity-recorded.v1'>[]): Promise<void> {
    return this.record(events, ({ data }) => ({ kind: 'active', subject: data.eventId }));
  }

  private record<Type extends EventType>(
    events: readonly EventOf<Type>[],
    said: (event: EventOf<Type>) => Said,
  ): Promise<void> {
    return this.recordEngagements.execute(
      events.flatMap((event) =>
        event.memberId === undefined
          ? []
          : [
              {
                programId: event.programId,
                memberId: event.memberId,
                eventId: event.id,
                occurredAt: event.timestamp,
                ...said(event),
              },
            ],
      ),
    );
  }
}
