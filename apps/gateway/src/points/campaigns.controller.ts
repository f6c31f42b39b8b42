import { Controller } from '@nestjs/common';
import {
  type CampaignReview,
  type CampaignVersionView,
  checkCampaignDraft,
  listCampaigns,
  listCampaignVersions,
  pauseCampaign,
  publishCampaign,
  putCampaignDraft,
  readCampaignSchema,
  rollbackCampaign,
} from '#contracts/internal/campaigns';
import { PauseRuleDto, PublishRuleDto, RollbackRuleDto } from '#contracts/public/operator.dto';
import { PageDto } from '#contracts/public/paging.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeAnswer, type EdgeRequest, Endpoint, type EndpointDefinition } from '../edge/endpoint.decorator.js';
import { entityTag, tagged } from '../edge/entity-tag.js';
import { type ListAnswer, listAnswer, pageRequest } from '../edge/page-answer.js';

const change: Pick<EndpointDefinition, 'method' | 'scopes' | 'idempotency'> = {
  method: 'POST',
  scopes: ['admin'],
  idempotency: 'natural',
};

/** Earning campaigns as versioned documents: what a document may say is points' to judge. */
@Controller()
export class CampaignsController {
  constructor(private readonly calls: InternalCalls) {}

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
}
