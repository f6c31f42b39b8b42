import { Injectable } from '@nestjs/common';
import { EventOutbox } from '#contracts/events/outbox';
import type { Caller } from '#contracts/internal/call';
import type { EnrolledMember, EnrollMember as Enrollment } from '#contracts/internal/members';
import { Clock } from '#kernel/clock';
import type { FieldError } from '#kernel/errors';
import { Transactions } from '#kernel/transactions';
import { cardDigits, cardNumber } from '../domain/card-number.js';
import { type Identifier, readIdentifiers } from '../domain/identifiers.js';
import { localDay, occurredInstant } from '../domain/instants.js';
import { checkAttributes, checkBirthday } from '../domain/profile.js';
import { IdentifierInUseError, InvalidInputError } from '../domain/refusals.js';
import type { TierLadder } from '../domain/tier-ladder.js';
import { checkConsents, givenIdentifiers } from './member-input.js';
import { MemberReader } from './member-reader.js';
import { memberView } from './member-view.js';
import { type Consent, type MemberRecord, Members, type Owner } from './ports/members.js';
import { Programs } from './ports/programs.js';
import { Randomness } from './ports/randomness.js';
import { RecordConsents } from './record-consents.js';
import { ladderRef } from './settle-tiers.js';

const cardAttemptsMax = 5;

interface Draft {
  readonly identifiers: readonly Identifier[];
  readonly enrolledAt: Date;
  readonly recordedAt: Date;
  readonly ladder: TierLadder;
}

interface Claim {
  readonly identifiers: readonly Identifier[];
  /** Of what could not be claimed; then nothing was. */
  readonly owners: readonly Owner[];
}

/**
 * Makes somebody a member. Of two that bring the same identifier at once exactly one wins; the same memberId again answers the
 * member that is there.
 */
@Injectable()
export class EnrollMember {
  constructor(
    private readonly members: Members,
    private readonly programs: Programs,
    private readonly recordConsents: RecordConsents,
    private readonly reader: MemberReader,
    private readonly randomness: Randomness,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidInputError, OccurredAtOutOfRangeError, IdentifierInUseError; the first in this order */
  async execute(caller: Caller, request: Enrollment): Promise<EnrolledMember> {
    const { programId, locale } = caller;
    const draft = await this.read(programId, request);
    return this.transactions.run(async () => {
      const outcome = await this.enroll(caller, request, draft);
      if (typeof outcome !== 'string') return memberView(outcome, draft.ladder, locale);
      const view = await this.reader.view(programId, outcome, locale);
      return outcome === request.memberId ? view : { ...view, existing: true };
    });
  }

  private async read(programId: string, request: Enrollment): Promise<Draft> {
    const [program, ladder] = await Promise.all([this.programs.get(programId), this.programs.ladder(programId)]);
    const recordedAt = this.clock.now();
    const errors: FieldError[] = [];
    const identifiers = readIdentifiers(givenIdentifiers(request), errors);
    if (request.birthday !== undefined) checkBirthday(request.birthday, localDay(recordedAt, program.timeZone), errors);
    if (request.attributes) checkAttributes(request.attributes, errors);
    checkConsents(request.consents ?? [], errors);
    if (errors.length > 0) throw new InvalidInputError(errors);
    const { enrolledAt } = request;
    return {
      identifiers,
      enrolledAt: enrolledAt === undefined ? recordedAt : occurredInstant(enrolledAt, '/enrolledAt', recordedAt),
      recordedAt,
      ladder,
    };
  }

  /** @returns the new member, or the id of the one who is there already */
  private async enroll(caller: Caller, request: Enrollment, draft: Draft): Promise<MemberRecord | string> {
    const { programId } = caller;
    const { memberId } = request;
    const { enrolledAt, recordedAt, ladder } = draft;
    const { identifiers, owners } = await this.claim(programId, memberId, draft);
    if (owners.length > 0) return existingOwner(owners, request);
    const profile = {
      name: request.name ?? null,
      birthday: request.birthday ?? null,
      attributes: request.attributes ?? {},
      referralCode: request.referralCode ?? null,
      identifiers,
    };
    const channel = request.channel ?? (caller.actor.scope === 'pos' ? 'pos' : 'app');
    const storeId = request.storeId ?? null;
    const member = { id: memberId, status: 'active', enrolledAt, channel, storeId, profile } as const;
    if (!(await this.members.add(programId, member, ladderRef(ladder), recordedAt))) {
      await this.members.release(programId, memberId, identifiers, recordedAt);
      return memberId;
    }
    await this.publish(caller, request, draft, { channel, storeId });
    return { ...member, consents: consentsOf(request, enrolledAt), tier: null, growth: 0 };
  }

  /** Who brings no card gets one: digits that nobody can guess, drawn again in the unlikely case that they are taken. */
  private async claim(programId: string, memberId: string, { identifiers, recordedAt }: Draft): Promise<Claim> {
    const issues = !identifiers.some(({ type }) => type === 'card');
    for (let attempt = 1; attempt <= cardAttemptsMax; attempt += 1) {
      const wanted = issues ? [...identifiers, this.drawCard()] : identifiers;
      const taken = await this.members.claim(programId, memberId, wanted, recordedAt);
      const owners = issues ? taken.filter(({ type }) => type !== 'card') : taken;
      if (taken.length === 0 || owners.length > 0) return { identifiers: wanted, owners };
    }
    throw new Error('No free card number was drawn.');
  }

  private drawCard(): Identifier {
    return { type: 'card', source: null, value: cardNumber(this.randomness.digits(cardDigits)) };
  }

  private async publish(
    caller: Caller,
    { memberId, consents }: Enrollment,
    { enrolledAt, recordedAt }: Draft,
    data: { channel: string; storeId: string | null },
  ): Promise<void> {
    const given = { memberId, consents: consents ?? [], occurredAt: enrolledAt, recordedAt, isNew: true };
    const consentEvents = await this.recordConsents.execute(caller, given);
    const { programId } = caller;
    await this.outbox.append([
      { type: 'members.member-enrolled.v1', programId, memberId, occurredAt: enrolledAt, recordedAt, data },
      ...consentEvents,
    ]);
  }
}

/** In the order in which they are read later. */
function consentsOf({ consents }: Enrollment, at: Date): Consent[] {
  const held = (consents ?? []).map(({ purpose, channel, granted }) => ({
    purpose,
    channel: channel ?? null,
    granted,
    at,
  }));
  const placeOf = ({ purpose, channel }: Consent): string => `${purpose}\n${channel ?? '~'}`;
  return held.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

/** @throws IdentifierInUseError unless the caller takes an existing member, and it can be only one */
function existingOwner(owners: readonly Owner[], { memberId, ifExists }: Enrollment): string {
  const ids = new Set(owners.map((owner) => owner.memberId));
  const [only] = ids.size === 1 && !owners.some(({ dead }) => dead) ? ids : [];
  if (only !== undefined && (only === memberId || ifExists === 'return')) return only;
  throw new IdentifierInUseError(
    owners.map(({ type }) => type),
    only,
  );
}
