import { Injectable } from '@nestjs/common';
import { GrantBenefits } from './grant-benefits.js';
import { Grants } from './ports/grants.js';

/** Every member starts on the ladder's first level; a change arrives as an event. */
export const startLevel = 'silver-1';

export interface Enrolment {
  readonly memberId: string;
  readonly eventId: string;
  readonly occurredAt: Date;
}

export interface TierChange extends Enrolment {
  readonly level: string;
  readonly upgrade: boolean;
}

/** What members' lives make due: joining, and moving up a level. */
@Injectable()
export class FollowMembers {
  constructor(
    private readonly grants: Grants,
    private readonly grantBenefits: GrantBenefits,
  ) {}

  enrolled(programId: string, enrolments: readonly Enrolment[]): Promise<void> {
    return this.grantBenefits.execute(
      programId,
      enrolments.map(({ memberId, eventId, occurredAt }) => ({
        memberId,
        occasion: { type: 'enrolment', id: eventId, occurredAt, level: startLevel },
      })),
    );
  }

  async tierChanged(programId: string, changes: readonly TierChange[]): Promise<void> {
    const newest = new Map(changes.map(({ memberId, level }) => [memberId, { memberId, level }]));
    await this.grants.setLevels(programId, [...newest.values()]);
    await this.grantBenefits.execute(
      programId,
      changes.map(({ memberId, eventId, occurredAt, level, upgrade }) => ({
        memberId,
        occasion: { type: 'tier_change', id: eventId, occurredAt, level, upgrade },
      })),
    );
  }
}
