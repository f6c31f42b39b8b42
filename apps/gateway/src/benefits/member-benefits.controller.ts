import { Controller } from '@nestjs/common';
import { type BenefitView, listBenefits } from '#contracts/internal/benefits';
import { BenefitPageDto } from '#contracts/public/member.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';
import { MemberLookup } from '../edge/member-lookup.js';
import { type ListAnswer, listAnswer, pageRequest } from '../edge/page-answer.js';

@Controller()
export class MemberBenefitsController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly members: MemberLookup,
  ) {}

  @Endpoint({
    method: 'GET',
    path: '/v1/members/{ref}/benefits',
    summary: 'A member’s benefits, with whyNot for those that cannot be used now.',
    scopes: ['pos', 'app', 'admin'],
    programWidePartners: true,
    query: BenefitPageDto,
    answers: { 200: 'A page of benefits.' },
    refuses: ['invalid_reference', 'not_found', 'member_erased'],
  })
  async list({ caller, params, query }: EdgeRequest<never, BenefitPageDto>): Promise<ListAnswer<BenefitView>> {
    const { memberId } = await this.members.inPath(caller, params.ref ?? '');
    const { status, storeId } = query;
    const members = [{ memberId, status, context: { storeId }, ...pageRequest(query) }];
    return listAnswer((await this.calls.send(listBenefits, caller, { members })).pages[0], query);
  }
}
