import { Controller } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import { invalidField, notFound } from '#contracts/errors/refusals';
import { enrollMember, type MemberView, readMembers, recordActivity, updateMember } from '#contracts/internal/members';
import { EnrollMemberDto, IdentifyMemberDto, RecordActivityDto, UpdateMemberDto } from '#contracts/public/member.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { EdgeAnswer, type EdgeRequest, Endpoint, replayable } from '../edge/endpoint.decorator.js';
import { ItemRefused, refusedAt } from '../edge/item-refused.js';
import { inOwnStore } from '../edge/own-store.js';
import { ActivityPostings } from './activity-postings.js';
import { type IdentifiedMember, MemberAtTill } from './member-at-till.js';

@Controller()
export class MembersController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly ids: Ids,
    private readonly atTill: MemberAtTill,
    private readonly activities: ActivityPostings,
  ) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/members',
    summary: 'Enroll a member, or find the one who is there with ifExists: "return".',
    scopes: ['pos', 'app', 'admin'],
    body: EnrollMemberDto,
    answers: { 201: 'Enrolled.', 200: 'There already, with existing: true.' },
    refuses: ['identifier_in_use', 'occurred_at_out_of_range', 'idempotency_key_reused', 'in_progress'],
    idempotency: 'optional',
  })
  async enroll({ caller, body, idempotency }: EdgeRequest<EnrollMemberDto>): Promise<EdgeAnswer> {
    const enrollment = { ...inOwnStore(caller.actor, body), memberId: this.ids.next(), idempotency };
    return replayable(await this.calls.send(enrollMember, caller, enrollment));
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/members/identify',
    summary: 'Who stands at the till and what they can do.',
    scopes: ['pos', 'app', 'admin'],
    body: IdentifyMemberDto,
    answers: { 200: 'The member, the points and their worth, coupons and benefits that are usable now and here.' },
    refuses: ['member_not_found', 'invalid_reference', 'member_erased', 'code_already_used'],
    idempotency: 'natural',
  })
  identify({ caller, body }: EdgeRequest<IdentifyMemberDto>): Promise<IdentifiedMember> {
    return this.atTill.identify(caller, inOwnStore(caller.actor, body));
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/members/{ref}',
    summary: 'Read a member by any reference.',
    scopes: ['pos', 'app', 'admin'],
    programWidePartners: true,
    answers: { 200: 'The member.' },
    refuses: ['invalid_reference', 'not_found', 'member_erased'],
  })
  async read({ caller, params: { ref = '' } }: EdgeRequest): Promise<MemberView> {
    const { results } = await this.calls.send(readMembers, caller, { references: [ref] });
    const [result] = results;
    if (!result) throw notFound('member');
    if (!result.ok) throw new ItemRefused(refusedAt('ref', result.error));
    return result.value;
  }

  @Endpoint({
    method: 'PATCH',
    path: '/v1/members/{ref}',
    summary: 'Change what is given of a member; null removes.',
    scopes: ['pos', 'app', 'admin'],
    body: UpdateMemberDto,
    answers: { 200: 'The member as it is now.' },
    refuses: [
      'invalid_reference',
      'not_found',
      'identifier_in_use',
      'member_erased',
      'idempotency_key_reused',
      'in_progress',
    ],
    idempotency: 'optional',
  })
  async update({ caller, params: { ref = '' }, body, idempotency }: EdgeRequest<UpdateMemberDto>): Promise<EdgeAnswer> {
    const { status, reasonCode, ...changes } = body;
    if (status !== undefined && caller.actor.scope === 'pos')
      throw invalidField('forbidden', '/status', 'A till does not change the status of a member.');
    const update = { reference: ref, status, reasonCode, changes, idempotency };
    return replayable(await this.calls.send(updateMember, caller, update));
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/events',
    summary: 'Record whatever else a member does; the same eventId with the same content answers the original result.',
    scopes: ['pos', 'app', 'admin'],
    body: RecordActivityDto,
    answers: { 201: 'Recorded.', 200: 'A repetition: the original result, with duplicate: true.' },
    refuses: [
      'transaction_conflict',
      'occurred_at_out_of_range',
      'invalid_reference',
      'member_not_found',
      'member_erased',
      'code_already_used',
      'idempotency_key_reused',
      'in_progress',
    ],
    idempotency: 'optional',
  })
  async record({ caller, body, idempotency }: EdgeRequest<RecordActivityDto>): Promise<EdgeAnswer> {
    const { data = {}, ...given } = body;
    const activity = { ...given, data, activityId: this.ids.next() };
    if (idempotency) return replayable(await this.calls.send(recordActivity, caller, { ...activity, idempotency }));
    const result = await this.activities.record({ caller, activity });
    if (!result.ok) throw new ItemRefused(refusedAt('/member', result.error));
    return new EdgeAnswer(result.value.duplicate ? 200 : 201, result.value);
  }
}
