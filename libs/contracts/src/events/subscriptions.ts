import type { ServiceName } from '../internal/call.js';
import type { EventType } from './catalogue.js';
import { eventTypes } from './schemas.js';

export interface Subscription {
  /**
   * Producers whose events this service gets: all of them, whatever it handles, because a member's sequence must advance
   * without holes.
   */
  readonly sources: readonly ServiceName[];
  /** The types it must handle, each once: a handler that is missing, doubled or not listed stops the start. */
  readonly handledTypes: readonly EventType[];
}

/** Who hears whom. Each service is one consumer, named like itself. */
export const subscriptions: Readonly<Record<ServiceName, Subscription>> = {
  members: {
    sources: ['points'],
    handledTypes: [
      'points.purchase-recorded.v1',
      'points.purchase-claimed.v1',
      'points.purchase-returned.v1',
      'points.purchase-voided.v1',
    ],
  },
  points: {
    sources: ['members'],
    handledTypes: [
      'members.program-created.v1',
      'members.member-enrolled.v1',
      'members.member-status-changed.v1',
      'members.member-erased.v1',
      'members.members-merged.v1',
      'members.tier-changed.v1',
      'members.segment-changed.v1',
      'members.activity-recorded.v1',
      'members.lifecycle-node-reached.v1',
    ],
  },
  benefits: {
    sources: ['members', 'points'],
    handledTypes: [
      'members.member-enrolled.v1',
      'members.tier-changed.v1',
      'points.purchase-recorded.v1',
      'points.purchase-claimed.v1',
      'points.purchase-returned.v1',
      'points.purchase-voided.v1',
    ],
  },
  churn: {
    sources: ['members', 'points', 'benefits'],
    handledTypes: [
      'members.program-created.v1',
      'members.tier-changed.v1',
      'members.segment-changed.v1',
      'members.member-status-changed.v1',
      'members.member-erased.v1',
      'members.members-merged.v1',
      'members.tier-downgrade-due.v1',
      'points.purchase-recorded.v1',
      'points.purchase-claimed.v1',
      'points.purchase-returned.v1',
      'points.purchase-voided.v1',
      'points.points-expiring.v1',
      'members.activity-recorded.v1',
      'benefits.benefit-granted.v1',
      'benefits.benefit-ended.v1',
      'benefits.reward-redeemed.v1',
    ],
  },
  partners: { sources: ['members', 'points', 'benefits', 'churn', 'partners'], handledTypes: eventTypes },
};

/** The consumers that get everything `source` produces. */
export function subscribersOf(source: ServiceName): ServiceName[] {
  return (Object.keys(subscriptions) as ServiceName[]).filter((consumer) =>
    subscriptions[consumer].sources.includes(source),
  );
}
