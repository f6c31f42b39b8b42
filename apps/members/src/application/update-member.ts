import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import { type AnyNewEvent, EventOutbox } from '#contracts/events/outbox';
import type { Caller, RequestOf } from '#contracts/internal/call';
import type { MemberView, updateMember } from '#contracts/internal/members';
import { Clock } from '#kernel/clock';
import type { FieldError } from '#kernel/errors';
import { Transactions } from '#kernel/transactions';
import { type Identifier, readIdentifiers } from '../domain/identifiers.js';
import { localDay } from '../domain/instants.js';
import { changeIdentifiers, checkAttributes, checkBirthday, mergeAttributes } from '../domain/profile.js';
import { IdentifierInUseError, InvalidInputError, MemberNotFoundError } from '../domain/refusals.js';
import { codePattern } from '../domain/status.js';
import { FindMembers } from './find-members.js';
import { checkConsents, givenIdentifiers } from './member-input.js';
import { MemberReader } from './member-reader.js';
import { type Member, Members } from './ports/members.js';
import { Programs } from './ports/programs.js';
import { RecordConsents } from './record-consents.js';

type Update = RequestOf<typeof updateMember>;

/** Changes what is given and nothing else. A card that is replaced or given up is dead for ever. */
@Injectable()
export class UpdateMember {
  constructor(
    private readonly findMembers: FindMembers,
    private readonly members: Members,
    private readonly programs: Programs,
    private readonly recordConsents: RecordConsents,
    private readonly reader: MemberReader,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidInputError, InvalidReferenceError, Refusal not_found, MemberErasedError, IdentifierInUseError; the first in this order */
  async execute(caller: Caller, update: Update): Promise<MemberView> {
    const { programId, locale } = caller;
    const now = this.clock.now();
    const given = await this.read(programId, update, now);
    return this.transactions.run(async () => {
      const member = await this.lock(programId, update.reference);
      const changed = await this.changeIdentifiers(programId, change(member, update), given, update, now);
      await this.members.save(programId, changed, now);
      await this.outbox.append(await this.events(caller, member, update, now));
      return this.reader.view(programId, member.id, locale);
    });
  }

  private async read(programId: string, { changes, status, reasonCode }: Update, now: Date): Promise<Identifier[]> {
    const program = await this.programs.get(programId);
    const errors: FieldError[] = [];
    const refuse = (pointer: string, detail: string): void =>
      void errors.push({ pointer, code: 'invalid_value', detail });
    const identifiers = readIdentifiers(givenIdentifiers(changes), errors);
    if (changes.birthday) checkBirthday(changes.birthday, localDay(now, program.timeZone), errors);
    if (changes.attributes) checkAttributes(changes.attributes, errors);
    checkConsents(changes.consents ?? [], errors);
    if (changes.channel === null) refuse('/channel', 'A channel can be changed, not removed.');
    if (changes.consents === null) refuse('/consents', 'A consent is withdrawn by granting false.');
    if (status !== undefined && !codePattern.test(reasonCode ?? '')) {
      refuse('/reasonCode', 'A change of status needs a reason: a lower-case code.');
    }
    if (errors.length > 0) throw new InvalidInputError(errors);
    return identifiers;
  }

  private async lock(programId: string, reference: string): Promise<Member> {
    const found = await this.findMembers.one(programId, { reference }).catch((error: unknown) => {
      throw error instanceof MemberNotFoundError ? notFound('member') : error;
    });
    const member = await this.members.lock(programId, found.memberId);
    if (!member) throw notFound('member');
    return member;
  }

  private async changeIdentifiers(
    programId: string,
    member: Member,
    given: readonly Identifier[],
    { changes }: Update,
    now: Date,
  ): Promise<Member> {
    const dropped = droppedBy(changes);
    const { identifiers, added, removed } = changeIdentifiers(member.profile.identifiers, given, dropped);
    await this.members.release(programId, member.id, removed, now);
    const owners = await this.members.claim(programId, member.id, added, now);
    if (owners.length > 0) {
      const [only, ...others] = new Set(owners.filter(({ dead }) => !dead).map(({ memberId }) => memberId));
      throw new IdentifierInUseError(
        owners.map(({ type }) => type),
        others.length === 0 ? only : undefined,
      );
    }
    const profile = { ...member.profile, identifiers };
    checkMerged(profile.attributes);
    return { ...member, profile };
  }

  private async events(
    caller: Caller,
    before: Member,
    { status, reasonCode, changes }: Update,
    now: Date,
  ): Promise<AnyNewEvent[]> {
    const at = { programId: caller.programId, memberId: before.id, occurredAt: now, recordedAt: now };
    const given = { memberId: before.id, consents: changes.consents ?? [], occurredAt: now, recordedAt: now };
    const consentEvents = await this.recordConsents.execute(caller, given);
    if (status === undefined || status === before.status) return consentEvents;
    const data = { from: before.status, to: status, reasonCode: reasonCode ?? '' };
    return [{ type: 'members.member-status-changed.v1', ...at, data }, ...consentEvents];
  }
}

/** Everything but identifiers. */
function change(member: Member, { status, changes }: Update): Member {
  const { profile } = member;
  const { name, birthday, attributes, storeId, channel } = changes;
  return {
    ...member,
    status: status ?? member.status,
    channel: channel ?? member.channel,
    storeId: storeId === undefined ? member.storeId : storeId,
    profile: {
      ...profile,
      name: name === undefined ? profile.name : name,
      birthday: birthday === undefined ? profile.birthday : birthday,
      attributes: attributes === undefined ? profile.attributes : mergeAttributes(profile.attributes, attributes),
    },
  };
}

/** Null gives an identifier up; null for the list gives up all that have no field of their own. */
function droppedBy({
  card,
  phone,
  email,
  externalId,
  identifiers,
}: Update['changes']): (identifier: Identifier) => boolean {
  const fields: Readonly<Record<string, unknown>> = { card, phone, email, external: externalId };
  return ({ type }) => (type in fields ? fields[type] === null : identifiers === null);
}

/** What is kept and what is given may be too much together. */
function checkMerged(attributes: Readonly<Record<string, unknown>>): void {
  const errors: FieldError[] = [];
  checkAttributes(attributes, errors);
  if (errors.length > 0) throw new InvalidInputError(errors);
}
