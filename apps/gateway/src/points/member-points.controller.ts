import { Controller } from '@nestjs/common';
import {
  type AccountView,
  type EntryView,
  type LifetimeView,
  listEntries,
  listLots,
  listPurchases,
  type LotView,
  readAccounts,
  readLifetimes,
} from '#contracts/internal/points';
import { PageDto } from '#contracts/public/paging.dto';
import type { PurchaseView } from '#contracts/public/purchase';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeRequest, Endpoint, type EndpointDefinition } from '../edge/endpoint.decorator.js';
import { MemberLookup } from '../edge/member-lookup.js';
import { type ListAnswer, listAnswer, pageRequest } from '../edge/page-answer.js';

const wallet = 'points';
const expiringWithinDays = 90;

const readers: Pick<EndpointDefinition, 'method' | 'scopes' | 'programWidePartners' | 'refuses'> = {
  method: 'GET',
  scopes: ['pos', 'app', 'admin'],
  programWidePartners: true,
  refuses: ['invalid_reference', 'not_found', 'member_erased'],
};

/** What the ledger knows of a member. */
@Controller()
export class MemberPointsController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly members: MemberLookup,
  ) {}

  @Endpoint({
    ...readers,
    path: '/v1/members/{ref}/points',
    summary: 'A member’s points, and what of them expires within 90 days.',
    answers: {
      200: 'The balance by bucket, a lifetime by cause, what expires, and the worth of what is available.',
    },
  })
  async points({ caller, params: { ref = '' } }: EdgeRequest): Promise<AccountView & { lifetime: LifetimeView }> {
    const { memberId } = await this.members.inPath(caller, ref);
    const asked = { memberIds: [memberId], wallet };
    const [{ accounts }, { lifetimes }] = await Promise.all([
      this.calls.send(readAccounts, caller, { ...asked, expiringWithinDays }),
      this.calls.send(readLifetimes, caller, asked),
    ]);
    const [[account], [lifetime]] = [accounts, lifetimes];
    if (!account || !lifetime) throw new Error('A member was asked for and no account came.');
    return { ...account, lifetime };
  }

  @Endpoint({
    ...readers,
    path: '/v1/members/{ref}/points/entries',
    summary: 'The entries of a member’s ledger, newest first.',
    query: PageDto,
    answers: { 200: 'A page of entries.' },
  })
  async entries({ caller, params: { ref = '' }, query }: EdgeRequest<never, PageDto>): Promise<ListAnswer<EntryView>> {
    const { memberId } = await this.members.inPath(caller, ref);
    const accounts = [{ memberId, wallet, ...pageRequest(query) }];
    return listAnswer((await this.calls.send(listEntries, caller, { accounts })).pages[0], query);
  }

  @Endpoint({
    ...readers,
    path: '/v1/members/{ref}/points/lots',
    summary: 'The lots a member’s points come from.',
    query: PageDto,
    answers: { 200: 'A page of lots.' },
  })
  async lots({ caller, params: { ref = '' }, query }: EdgeRequest<never, PageDto>): Promise<ListAnswer<LotView>> {
    const { memberId } = await this.members.inPath(caller, ref);
    const accounts = [{ memberId, wallet, ...pageRequest(query) }];
    return listAnswer((await this.calls.send(listLots, caller, { accounts })).pages[0], query);
  }

  @Endpoint({
    ...readers,
    path: '/v1/members/{ref}/purchases',
    summary: 'A member’s purchases, newest first.',
    query: PageDto,
    answers: { 200: 'A page of purchases.' },
  })
  async purchases({ caller, params, query }: EdgeRequest<never, PageDto>): Promise<ListAnswer<PurchaseView>> {
    const { memberId } = await this.members.inPath(caller, params.ref ?? '');
    const members = [{ memberId, ...pageRequest(query) }];
    return listAnswer((await this.calls.send(listPurchases, caller, { members })).pages[0], query);
  }
}
