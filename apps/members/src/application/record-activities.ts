import { Injectable } from '@nestjs/common';
import { EventOutbox } from '#contracts/events/outbox';
import type { ItemResult } from '#contracts/internal/call';
import type { ActivityAnswer, ActivityPosting } from '#contracts/internal/members';
import { Clock } from '#kernel/clock';
import { DomainError } from '#kernel/errors';
import { Transactions } from '#kernel/transactions';
import { contentHash } from '#rules/content-hash';
import { checkActivity } from '../domain/activity.js';
import { occurredInstant, readInstant } from '../domain/instants.js';
import { EventConflictError, InvalidInputError } from '../domain/refusals.js';
import { FindMembers } from './find-members.js';
import { refused } from './item-results.js';
import { Activities, type Activity, type RecordedActivity } from './ports/activities.js';

type Outcome = ActivityAnswer | DomainError;

type AcceptedActivity = Activity & { readonly correlationId: string };

interface Draft {
  readonly place: number;
  readonly posting: ActivityPosting;
  readonly hash: string;
}

/**
 * Records whatever else members do, each once by its eventId and for ever, and passes it on. A group is one transaction; each is
 * judged on its own, and a refused one writes nothing.
 *
 * Refusals, the first in this order: InvalidInputError, EventConflictError, OccurredAtOutOfRangeError, InvalidReferenceError,
 * MemberNotFoundError, MemberErasedError, CodeAlreadyUsedError.
 */
@Injectable()
export class RecordActivities {
  constructor(
    private readonly findMembers: FindMembers,
    private readonly activities: Activities,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws what it is refused with */
  async one(programId: string, posting: ActivityPosting): Promise<ActivityAnswer> {
    const [outcome] = await this.decide(programId, [posting]);
    if (!outcome || outcome instanceof DomainError) throw outcome ?? new Error('A recorded activity has an outcome.');
    return outcome;
  }

  /**
   * @returns same order as the postings
   * @throws what kept the whole group from being written
   */
  async execute(programId: string, postings: readonly ActivityPosting[]): Promise<ItemResult<ActivityAnswer>[]> {
    try {
      return (await this.decide(programId, postings)).map(resultOf);
    } catch (error) {
      if (postings.length === 1) throw error;
      return this.oneByOne(programId, postings, error);
    }
  }

  /** A group that cannot be written is written one by one: what stopped it stops itself only. */
  private async oneByOne(
    programId: string,
    postings: readonly ActivityPosting[],
    reason: unknown,
  ): Promise<ItemResult<ActivityAnswer>[]> {
    const results: (ItemResult<ActivityAnswer> | undefined)[] = [];
    for (const posting of postings) {
      results.push(await this.decide(programId, [posting]).then(([outcome]) => outcome && resultOf(outcome), nothing));
    }
    if (results.every((result) => result === undefined)) throw reason;
    return results.map((result) => result ?? { ok: false, error: unwritten });
  }

  private async decide(programId: string, postings: readonly ActivityPosting[]): Promise<Outcome[]> {
    const read = postings.map(draftOf);
    const drafts = read.filter((each): each is Draft => !(each instanceof DomainError));
    const decided = await this.transactions.run(() => this.record(programId, drafts));
    return read.map((each, place) => {
      const outcome = each instanceof DomainError ? each : decided.get(place);
      if (!outcome) throw new Error('Every activity has an outcome.');
      return outcome;
    });
  }

  /** By place. */
  private async record(programId: string, drafts: readonly Draft[]): Promise<Map<number, Outcome>> {
    const outcomes = new Map<number, Outcome>();
    await this.answerKnown(programId, drafts, outcomes);
    const activities = await this.acceptable(
      programId,
      drafts.filter(({ place }) => !outcomes.has(place)),
      outcomes,
    );
    const firsts = new Map<string, number>();
    for (const [place, { eventId }] of activities) if (!firsts.has(eventId)) firsts.set(eventId, place);
    const taken = await this.activities.add([...firsts.values()].flatMap((place) => activities.get(place) ?? []));
    const added = [...activities].filter(([place, { eventId }]) => taken.has(eventId) && firsts.get(eventId) === place);
    for (const [place, { id, eventId, memberId }] of added)
      outcomes.set(place, { id, eventId, memberId, duplicate: false });
    await this.publish(added.map(([, activity]) => activity));
    // Its own statement: what was recorded at the same time, here or elsewhere, is seen only now.
    const again = drafts.filter(({ place }) => !outcomes.has(place));
    await this.answerKnown(programId, again, outcomes);
    if (again.some(({ place }) => !outcomes.has(place)))
      throw new Error('An eventId was taken and is not to be found.');
    return outcomes;
  }

  private async answerKnown(
    programId: string,
    drafts: readonly Draft[],
    outcomes: Map<number, Outcome>,
  ): Promise<void> {
    const asked = drafts.map(({ posting: { eventId, member } }) => ({ eventId, reference: member }));
    const known = await this.activities.find(programId, asked);
    for (const [index, draft] of drafts.entries()) {
      const recorded = known[index];
      if (recorded) outcomes.set(draft.place, await this.duplicate(programId, draft, recorded));
    }
  }

  private async duplicate(
    programId: string,
    { posting, hash }: Draft,
    { id, memberId, contentHash: recordedHash, sameReference }: RecordedActivity,
  ): Promise<Outcome> {
    if (recordedHash !== hash) return new EventConflictError();
    if (!sameReference && !(await this.isMember(programId, posting, memberId))) return new EventConflictError();
    return { id, eventId: posting.eventId, memberId, duplicate: true };
  }

  /** Another reference may mean the same member; one that means nobody is other content. */
  private async isMember(
    programId: string,
    { member, occurredAt }: ActivityPosting,
    memberId: string,
  ): Promise<boolean> {
    const [found] = await this.findMembers.execute(programId, [{ reference: member, at: occurredAt }]);
    return found !== undefined && !(found instanceof Error) && found.memberId === memberId;
  }

  /** What can be recorded, by place; the others get their refusal. */
  private async acceptable(
    programId: string,
    drafts: readonly Draft[],
    outcomes: Map<number, Outcome>,
  ): Promise<Map<number, AcceptedActivity>> {
    const recordedAt = this.clock.now();
    const timely = drafts.filter(({ place, posting }) => {
      const refusal = refusalOf(() => occurredInstant(posting.occurredAt, '/occurredAt', recordedAt));
      if (refusal) outcomes.set(place, refusal);
      return !refusal;
    });
    const found = await this.findMembers.execute(
      programId,
      timely.map(({ posting: { member, occurredAt, eventId } }) => ({
        reference: member,
        at: occurredAt,
        transactionId: eventId,
      })),
    );
    const activities = new Map<number, AcceptedActivity>();
    timely.forEach(({ place, posting, hash }, index) => {
      const member = found[index];
      if (!member || member instanceof Error) {
        if (member) outcomes.set(place, member);
        return;
      }
      activities.set(place, {
        id: posting.activityId,
        programId,
        eventId: posting.eventId,
        memberId: member.memberId,
        reference: posting.member,
        type: posting.type,
        facts: posting.data,
        contentHash: hash,
        occurredAt: readInstant(posting.occurredAt, '/occurredAt'),
        recordedAt,
        correlationId: posting.correlationId,
      });
    });
    return activities;
  }

  private async publish(recorded: readonly AcceptedActivity[]): Promise<void> {
    await this.outbox.append(
      recorded.map(({ correlationId, ...activity }) => {
        const { programId, memberId, eventId, type, facts, occurredAt, recordedAt } = activity;
        return {
          type: 'members.activity-recorded.v1' as const,
          programId,
          memberId,
          occurredAt,
          recordedAt,
          correlationId,
          data: { eventId, activity: type, facts: { ...facts } },
        };
      }),
    );
  }
}

const unwritten = { code: 'internal', detail: 'This event could not be recorded.' };
const nothing = (): undefined => undefined;

function resultOf(outcome: Outcome): ItemResult<ActivityAnswer> {
  return outcome instanceof DomainError ? refused(outcome) : { ok: true, value: outcome };
}

/** Judged by itself, before the database is asked. */
function draftOf(posting: ActivityPosting, place: number): Draft | DomainError {
  const { type, data } = posting;
  const errors = checkActivity(type, data);
  if (errors.length > 0) return new InvalidInputError(errors);
  let hash = '';
  const refusal = refusalOf(() => {
    const occurredAt = readInstant(posting.occurredAt, '/occurredAt').toISOString();
    hash = contentHash({ type, data, occurredAt });
  });
  return refusal ?? { place, posting, hash };
}

function refusalOf(judge: () => unknown): DomainError | undefined {
  try {
    judge();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
