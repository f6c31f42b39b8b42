import { Controller } from '@nestjs/common';
import { readPointsSettings, writePointsSettings } from '#contracts/internal/points-settings';
import { InternalCalls } from '#platform/http/internal-calls';
import { type EdgeAnswer, type EdgeRequest, Endpoint } from '../edge/endpoint.decorator.js';
import { entityTag, tagged } from '../edge/entity-tag.js';

/** How a programme lets points be earned and spent. */
@Controller()
export class PointsSettingsController {
  constructor(private readonly calls: InternalCalls) {}

  @Endpoint({
    method: 'GET',
    path: '/v1/points/settings',
    summary: 'Read what points are worth and how they may be spent.',
    scopes: ['app', 'admin'],
    answers: { 200: 'The settings, every part filled in; their contentHash also as ETag.' },
  })
  async read({ caller }: EdgeRequest): Promise<EdgeAnswer> {
    return tagged(await this.calls.send(readPointsSettings, caller, {}));
  }

  @Endpoint({
    method: 'PUT',
    path: '/v1/points/settings',
    summary:
      'Replace the settings: parts left out are as a programme begins. If-Match takes the contentHash that was read.',
    scopes: ['admin'],
    anyBody: true,
    answers: { 200: 'The settings that hold from now on.' },
    refuses: ['rule_invalid', 'draft_changed'],
    idempotency: 'natural',
  })
  async write({ caller, body, headers }: EdgeRequest<Record<string, unknown>>): Promise<EdgeAnswer> {
    const request = { document: body, ifMatch: entityTag(headers['if-match']) };
    return tagged(await this.calls.send(writePointsSettings, caller, request));
  }
}
