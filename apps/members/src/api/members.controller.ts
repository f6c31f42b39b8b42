import { Body, Controller } from '@nestjs/common';
import type { IdempotencyRequest, Replayable, RequestOf, ResponseOf } from '#contracts/internal/call';
import {
  enrollMember,
  issueTillCodes,
  listMembers,
  readMembers,
  resolveMembers,
  updateMember,
} from '#contracts/internal/members';
import { Idempotency } from '#platform/database/idempotency';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { EnrollMember } from '../application/enroll-member.js';
import { IssueTillCodes } from '../application/issue-till-codes.js';
import { ListMembers } from '../application/list-members.js';
import { PersonalAnswers } from '../application/ports/personal-answers.js';
import { ReadMembers } from '../application/read-members.js';
import { ResolveMembers } from '../application/resolve-members.js';
import { UpdateMember } from '../application/update-member.js';

type Place = readonly [enrolledAtMs: number, id: string];

@Controller()
export class MembersController {
  constructor(
    private readonly resolveMembers: ResolveMembers,
    private readonly readMembers: ReadMembers,
    private readonly listMembers: ListMembers,
    private readonly enrollMember: EnrollMember,
    private readonly updateMember: UpdateMember,
    private readonly issueTillCodes: IssueTillCodes,
    private readonly personalAnswers: PersonalAnswers,
    private readonly idempotency: Idempotency,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(resolveMembers)
  async resolve(@Body() { references }: RequestOf<typeof resolveMembers>): Promise<ResponseOf<typeof resolveMembers>> {
    return { results: await this.resolveMembers.execute(currentCaller().programId, references) };
  }

  @InternalCall(readMembers)
  async read(@Body() { references }: RequestOf<typeof readMembers>): Promise<ResponseOf<typeof readMembers>> {
    return { results: await this.readMembers.execute(currentCaller(), references) };
  }

  @InternalCall(listMembers)
  async list(@Body() request: RequestOf<typeof listMembers>): Promise<ResponseOf<typeof listMembers>> {
    const { first, after, enrolledSince, enrolledUntil, ...rest } = request;
    const caller = currentCaller();
    const list = `members/${caller.programId}/${JSON.stringify([rest.status, rest.level, enrolledSince, enrolledUntil])}`;
    const position = this.cursors.decode<Place>(list, after);
    const filter = {
      ...rest,
      ...(enrolledSince === undefined ? {} : { enrolledSince: new Date(enrolledSince) }),
      ...(enrolledUntil === undefined ? {} : { enrolledUntil: new Date(enrolledUntil) }),
    };
    const place = position && { enrolledAt: new Date(position[0]), id: position[1] };
    const { rows, totalCount } = await this.listMembers.execute(caller, filter, first, place);
    const page = this.cursors.page(
      list,
      first,
      rows.map(({ place: { enrolledAt, id }, view }) => ({ position: [enrolledAt.getTime(), id], node: view })),
    );
    return { ...page, totalCount };
  }

  @InternalCall(enrollMember)
  async enroll(@Body() request: RequestOf<typeof enrollMember>): Promise<ResponseOf<typeof enrollMember>> {
    const answer = await this.once(request.idempotency, 201, () => this.enrollMember.execute(currentCaller(), request));
    return answer.body.existing ? { ...answer, status: 200 } : answer;
  }

  @InternalCall(updateMember)
  update(@Body() request: RequestOf<typeof updateMember>): Promise<ResponseOf<typeof updateMember>> {
    return this.once(request.idempotency, 200, () => this.updateMember.execute(currentCaller(), request));
  }

  @InternalCall(issueTillCodes)
  issue(@Body() { memberIds }: RequestOf<typeof issueTillCodes>): Promise<ResponseOf<typeof issueTillCodes>> {
    return this.issueTillCodes.execute(currentCaller().programId, memberIds);
  }

  /** The answer holds personal data: what is kept of it to be given again is encrypted. */
  private async once<Answer>(
    request: IdempotencyRequest | undefined,
    status: number,
    work: () => Promise<Answer>,
  ): Promise<Replayable<Answer>> {
    const caller = currentCaller();
    if (!request) return { replayed: false, status, body: await work() };
    const answer = await this.idempotency.run(caller, request, status, async () => ({
      sealed: this.personalAnswers.seal(caller.programId, await work()),
    }));
    // A stored refusal is a problem document, which is not personal and not sealed.
    const { sealed } = answer.body as { sealed?: string };
    const body =
      sealed === undefined ? (answer.body as Answer) : this.personalAnswers.open<Answer>(caller.programId, sealed);
    return { ...answer, body };
  }
}
