import { Controller } from '@nestjs/common';
import { notEnabled } from '#contracts/errors/refusals';
import { listBenefitVersions, publishBenefit, putBenefitDraft, type RuleVersion } from '#contracts/internal/benefits';
import { PublishRuleDto } from '#contracts/public/operator.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeAnswer, type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';
import { entityTag, tagged } from '../edge/entity-tag.js';

/** Benefits as versioned documents: what a document may say is the benefits service's to judge. */
@Controller()
export class BenefitDefinitionsController {
  constructor(private readonly calls: InternalCalls) {}

  @Endpoint({
    method: 'PUT',
    path: '/v1/benefits/{code}/draft',
    summary: 'Write the draft of a benefit; If-Match takes the contentHash of the draft that it replaces.',
    scopes: ['admin'],
    anyBody: true,
    answers: { 200: 'The draft, its contentHash also as ETag.' },
    refuses: ['rule_invalid', 'draft_changed'],
    idempotency: 'natural',
  })
  async putDraft({ caller, params, body, headers }: EdgeRequest<Record<string, unknown>>): Promise<EdgeAnswer> {
    const ifMatch = entityTag(headers['if-match']);
    const request = { code: params.code ?? '', definition: body, ifMatch };
    return tagged(await this.calls.send(putBenefitDraft, caller, request));
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/benefits/{code}/publish',
    summary: 'Publish the draft with this contentHash; a published version never changes.',
    scopes: ['admin'],
    body: PublishRuleDto,
    answers: { 200: 'The published version.' },
    refuses: ['draft_changed', 'not_found', 'rule_invalid', 'not_enabled'],
    idempotency: 'natural',
  })
  async publish({ caller, params: { code = '' }, body }: EdgeRequest<PublishRuleDto>): Promise<EdgeAnswer> {
    if (body.effectiveFrom !== undefined) throw notEnabled('Publishing for a later instant');
    return tagged(await this.calls.send(publishBenefit, caller, { code, contentHash: body.contentHash }));
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/benefits/{code}/versions',
    summary: 'Every version of a benefit, the draft first.',
    scopes: ['admin'],
    answers: { 200: 'The versions.' },
    refuses: ['not_found'],
  })
  async versions({ caller, params: { code = '' } }: EdgeRequest): Promise<{ data: readonly RuleVersion[] }> {
    return { data: (await this.calls.send(listBenefitVersions, caller, { code })).versions };
  }
}
