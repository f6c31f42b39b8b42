import { Injectable } from '@nestjs/common';
import { EarnFromEvents, type Happening } from './earn-from-events.js';
import { OpenOffers } from './open-offers.js';
import { TouchLots } from './touch-lots.js';
import { type Enrolment, MemberHistoryStore } from './ports/member-history.store.js';

/** What members do and what happens to them, as far as campaigns look at it. Runs inside the caller's transaction. */
@Injectable()
export class FollowMembers {
  constructor(
    private readonly openOffers: OpenOffers,
    private readonly earnFromEvents: EarnFromEvents,
    private readonly touchLots: TouchLots,
    private readonly history: MemberHistoryStore,
  ) {}

  /** @param activities of one programme, each member's in order */
  async acted(programId: string, activities: readonly Happening[]): Promise<void> {
    await this.touchLots.execute(programId, activities);
    await this.openOffers.execute(programId, activities);
    await this.earnFromEvents.execute(programId, activities);
  }

  async enrolled(programId: string, happenings: readonly Happening[]): Promise<void> {
    await this.history.recordEnrolments(
      happenings.map(({ memberId, occurredAt }): Enrolment => ({ programId, memberId, enrolledAt: occurredAt })),
    );
    await this.earnFromEvents.execute(programId, happenings);
  }

  async happened(programId: string, happenings: readonly Happening[]): Promise<void> {
    await this.earnFromEvents.execute(programId, happenings);
  }
}
