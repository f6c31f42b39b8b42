import { Injectable } from '@nestjs/common';
import { EventOutbox } from '#contracts/events/outbox';
import type { RequestOf } from '#contracts/internal/call';
import type { recordActivity } from '#contracts/internal/members';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { contentHash } from '#rules/content-hash';
import { checkActivity } from '../domain/activity.js';
import { occurredInstant, readInstant } from '../domain/instants.js';
import { EventConflictError, InvalidInputError } from '../domain/refusals.js';
import { FindMembers } from './find-members.js';
import { type Activity, Activities } from './ports/activities.js';

type Request = RequestOf<typeof recordActivity>;

interface ActivityAnswer {
  readonly id: string;
  readonly eventId: string;
  readonly memberId: string;
  readonly duplicate: boolean;
}

/** Records whatever else a member does, once by its eventId and for ever, and passes it on. */
@Injectable()
export class RecordActivity {
  constructor(
    private readonly findMembers: FindMembers,
    private readonly activities: Activities,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws InvalidInputError, EventConflictError, OccurredAtOutOfRangeError, InvalidReferenceError, MemberNotFoundError,
   *         MemberErasedError, CodeAlreadyUsedError; the first in this order
   */
  async execute(programId: string, request: Request): Promise<ActivityAnswer> {
    const { type, data, eventId } = request;
    const errors = checkActivity(type, data);
    if (errors.length > 0) throw new InvalidInputError(errors);
    const occurredAt = readInstant(request.occurredAt, '/occurredAt');
    const hash = contentHash({ type, data, occurredAt: occurredAt.toISOString() });
    return this.transactions.run(async () => {
      const known = await this.duplicate(programId, request, hash);
      if (known) return known;
      const recordedAt = this.clock.now();
      occurredInstant(request.occurredAt, '/occurredAt', recordedAt);
      const asked = { reference: request.member, at: request.occurredAt, transactionId: eventId };
      const { memberId } = await this.findMembers.one(programId, asked);
      const place = { id: request.activityId, programId, eventId, memberId, reference: request.member };
      const activity = { ...place, type, occurredAt, recordedAt, facts: data, contentHash: hash };
      if (!(await this.activities.add(activity))) return this.duplicateOrFail(programId, request, hash);
      await this.publish(activity);
      return { id: activity.id, eventId, memberId, duplicate: false };
    });
  }

  private async duplicate(programId: string, request: Request, hash: string): Promise<ActivityAnswer | undefined> {
    const { eventId, member } = request;
    const known = await this.activities.find(programId, eventId, member);
    if (!known) return undefined;
    if (known.contentHash !== hash) throw new EventConflictError();
    if (!known.sameReference && !(await this.isMember(programId, request, known.memberId)))
      throw new EventConflictError();
    return { id: known.id, eventId, memberId: known.memberId, duplicate: true };
  }

  /** The same eventId was being recorded at the same time. */
  private async duplicateOrFail(programId: string, request: Request, hash: string): Promise<ActivityAnswer> {
    const known = await this.duplicate(programId, request, hash);
    if (!known) throw new Error('An eventId was taken and is not to be found.');
    return known;
  }

  /** Another reference may mean the same member; one that means nobody is other content. */
  private async isMember(programId: string, { member, occurredAt }: Request, memberId: string): Promise<boolean> {
    const [found] = await this.findMembers.execute(programId, [{ reference: member, at: occurredAt }]);
    return found !== undefined && !(found instanceof Error) && found.memberId === memberId;
  }

  private async publish({
    programId,
    memberId,
    eventId,
    type,
    facts,
    occurredAt,
    recordedAt,
  }: Activity): Promise<void> {
    await this.outbox.append([
      {
        type: 'members.activity-recorded.v1',
        programId,
        memberId,
        occurredAt,
        recordedAt,
        data: { eventId, activity: type, facts: { ...facts } },
      },
    ]);
  }
}
