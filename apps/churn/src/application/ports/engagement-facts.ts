import type { EngagementKind } from '../../domain/features/engagement.js';
import type { TouchedMember } from './purchase-facts.js';

/** What events say of benefits, rewards and activities. */
export interface EngagementFact {
  readonly programId: string;
  readonly memberId: string;
  readonly eventId: string;
  readonly kind: EngagementKind;
  /** The grant, the redemption or the activity. */
  readonly subject: string;
  readonly occurredAt: string;
}

export abstract class EngagementFacts {
  /**
   * Each event once, whatever is repeated; what comes for a merged member is the survivor's.
   * @returns whose facts changed
   */
  abstract record(facts: readonly EngagementFact[]): Promise<TouchedMember[]>;
}
