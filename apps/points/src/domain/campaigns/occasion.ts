import type { ConditionFacts } from '#rules/campaigns/conditions';
import { EventFacts, MemberFacts, PurchaseFacts, TimeFacts } from '#rules/campaigns/facts';
import type { LocalClock } from '#rules/campaigns/local-clock';
import type { EarningInput } from './earning.js';
import { clockOf } from './usage.js';

/** The input with what is worked out from it at most once, and only when some campaign asks. */
export class Occasion {
  readonly clock: () => LocalClock;
  private seen: ConditionFacts | undefined;

  constructor(readonly input: EarningInput) {
    this.clock = clockOf(input);
  }

  get facts(): ConditionFacts {
    const { member, occurredAt, event } = this.input;
    return (this.seen ??= {
      member: new MemberFacts(member, occurredAt),
      purchase: new PurchaseFacts(this.input),
      time: new TimeFacts(this.clock, occurredAt),
      event: new EventFacts(event),
    });
  }
}
