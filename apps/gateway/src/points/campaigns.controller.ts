import { Controller } from '@nestjs/common';
import { invalidField } from '#contracts/errors/refusals';
import {
  backTestCampaign,
  type BackTestPage,
  type CampaignReview,
  type CampaignTrial,
  type CampaignVersionView,
  checkCampaignDraft,
  countCampaignWindows,
  listCampaigns,
  listCampaignVersions,
  pauseCampaign,
  publishCampaign,
  putCampaignDraft,
  readCampaignSchema,
  rollbackCampaign,
  tryCampaign,
} from '#contracts/internal/campaigns';
import {
  BackTestDto,
  InstantRangeDto,
  PauseRuleDto,
  PublishRuleDto,
  RollbackRuleDto,
} from '#contracts/public/operator.dto';
import { PageDto } from '#contracts/public/paging.dto';
import { TryCampaignDto } from '#contracts/public/purchase.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeAnswer, type EdgeRequest, Endpoint, type EndpointDefinition } from '../edge/endpoint.decorator.js';
import { entityTag, tagged } from '../edge/entity-tag.js';
import { type ListAnswer, listAnswer, pageRequest } from '../edge/page-answer.js';
import { PurchaseEvaluations } from './purchase-evaluations.js';

const change: Pick<EndpointDefinition, 'method' | 'scopes' | 'idempotency'> = {
  method: 'POST',
  scopes: ['admin'],
  idempotency: 'natural',
};

/** The first page also counts the period. */
const backTestDeadlineMs = 15_000;

/** Earning campaigns as versioned documents: what a document may say is points' to judge. */
@Controller()
export class CampaignsController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly evaluations: PurchaseEvaluations,
  ) {}

  @Endpoint({
    method: 'GET',
    path: '/v1/campaigns',
    summary: 'Every campaign by code: its newest version, or its draft where nothing was published.',
    scopes: ['admin'],
    query: PageDto,
    answers: { 200: 'A page of campaigns.' },
  })
  async list({ caller, query }: EdgeRequest<never, PageDto>): Promise<ListAnswer<CampaignVersionView>> {
    return listAnswer(await this.calls.send(listCampaigns, caller, pageRequest(query)), query);
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/campaigns/schema',
    summary: 'The JSON Schema of a campaign.',
    scopes: ['admin'],
    answers: { 200: 'The schema, draft 2020-12.' },
  })
  schema({ caller }: EdgeRequest): Promise<unknown> {
    return this.calls.send(readCampaignSchema, caller, {});
  }

  @Endpoint({
    ...change,
    method: 'PUT',
    path: '/v1/campaigns/{code}/draft',
    summary: 'Write the draft of a campaign; If-Match takes the contentHash of what it was made from.',
    anyBody: true,
    answers: { 200: 'The draft with the version that it becomes, its contentHash also as ETag.' },
    refuses: ['rule_invalid', 'draft_changed'],
  })
  async putDraft({ caller, params, body, headers }: EdgeRequest<Record<string, unknown>>): Promise<EdgeAnswer> {
    const { code = '' } = params;
    const request = { code, definition: body, ifMatch: entityTag(headers['if-match']) };
    return tagged(await this.calls.send(putCampaignDraft, caller, request));
  }

  @Endpoint({
    ...change,
    path: '/v1/campaigns/{code}/draft/check',
    summary: 'What the linter finds in the draft, and what it changes of the published version.',
    answers: { 200: 'Findings and changes; an error would stop the publication.' },
    refuses: ['not_found'],
  })
  check({ caller, params: { code = '' } }: EdgeRequest): Promise<CampaignReview> {
    return this.calls.send(checkCampaignDraft, caller, { code });
  }

  @Endpoint({
    ...change,
    path: '/v1/campaigns/{code}/draft/evaluate',
    summary:
      'One purchase, asked about or stored, through the published rules and through the draft; nothing is written.',
    body: TryCampaignDto,
    answers: { 200: 'Both answers, each with the campaigns that did not apply and why.' },
    refuses: [
      'not_found',
      'unknown_currency',
      'total_mismatch',
      'occurred_at_out_of_range',
      'invalid_reference',
      'member_not_found',
      'member_erased',
      'member_suspended',
      'insufficient_points',
      'coupon_not_usable',
    ],
  })
  async tryDraft({ caller, params: { code = '' }, body }: EdgeRequest<TryCampaignDto>): Promise<CampaignTrial> {
    const { purchase, transactionId } = body;
    if ((purchase === undefined) === (transactionId === undefined)) {
      throw invalidField('invalid_value', '/purchase', 'Give either a purchase or the transactionId of a stored one.');
    }
    const evaluation = purchase && (await this.evaluations.prepare(caller, purchase));
    return this.calls.send(tryCampaign, caller, { code, evaluation, transactionId });
  }

  @Endpoint({
    ...change,
    path: '/v1/campaigns/{code}/draft/backtest',
    summary:
      'Stored purchases of a period through the published rules and through the draft, a page of members at a time.',
    body: BackTestDto,
    answers: {
      200: 'What each set of rules gives on this page, who wins and who loses, and where the next page begins.',
    },
    refuses: ['not_found', 'draft_changed'],
  })
  backTest({ caller, params: { code = '' }, body }: EdgeRequest<BackTestDto>): Promise<BackTestPage> {
    return this.calls.send(backTestCampaign, caller, { ...body, code }, { deadlineMs: backTestDeadlineMs });
  }

  @Endpoint({
    ...change,
    path: '/v1/campaigns/{code}/publish',
    summary: 'Publish the draft with this contentHash; a published version never changes. In force within a second.',
    body: PublishRuleDto,
    answers: { 200: 'The published version.' },
    refuses: ['draft_changed', 'not_found', 'rule_invalid'],
  })
  async publish({ caller, params: { code = '' }, body }: EdgeRequest<PublishRuleDto>): Promise<EdgeAnswer> {
    return tagged(await this.calls.send(publishCampaign, caller, { ...body, code }));
  }

  @Endpoint({
    ...change,
    path: '/v1/campaigns/{code}/pause',
    summary: 'Keep a campaign from what is recorded from now on, until a publication, a rollback or paused: false.',
    body: PauseRuleDto,
    optionalBody: true,
    answers: { 200: 'The newest version.' },
    refuses: ['not_found'],
  })
  async pause({ caller, params: { code = '' }, body }: EdgeRequest<PauseRuleDto>): Promise<EdgeAnswer> {
    return tagged(await this.calls.send(pauseCampaign, caller, { code, paused: body.paused ?? true }));
  }

  @Endpoint({
    ...change,
    path: '/v1/campaigns/{code}/rollback',
    summary: 'Publish the content of an older version as a new one.',
    body: RollbackRuleDto,
    answers: { 200: 'The new version, or the newest where it says the same already.' },
    refuses: ['not_found', 'rule_invalid'],
  })
  async rollback({ caller, params: { code = '' }, body }: EdgeRequest<RollbackRuleDto>): Promise<EdgeAnswer> {
    return tagged(await this.calls.send(rollbackCampaign, caller, { code, version: body.version }));
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/campaigns/{code}/versions',
    summary: 'The draft of a campaign, then its versions, newest first; at most 200.',
    scopes: ['admin'],
    answers: { 200: 'The versions.' },
    refuses: ['not_found'],
  })
  async versions({ caller, params: { code = '' } }: EdgeRequest): Promise<{ data: readonly CampaignVersionView[] }> {
    return { data: (await this.calls.send(listCampaignVersions, caller, { code })).versions };
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/campaigns/{code}/windows',
    summary: 'How many windows of an offer were opened in a time, and how many of them are completed.',
    scopes: ['admin'],
    query: InstantRangeDto,
    answers: { 200: 'The counts; both ends of the time are included.' },
  })
  countWindows({
    caller,
    params: { code = '' },
    query,
  }: EdgeRequest<never, InstantRangeDto>): Promise<{ readonly opened: number; readonly completed: number }> {
    return this.calls.send(countCampaignWindows, caller, { ...query, code });
  }
}
