import { Controller } from '@nestjs/common';
import { Ids } from '#kernel/ids';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  type DeliveryView,
  listDeliveries,
  listMessages,
  listWebhookEndpoints,
  readWebhookEndpoint,
  replayDeliveries,
  rotateWebhookSecret,
  testWebhookEndpoint,
  updateWebhookEndpoint,
  type WebhookEndpointView,
} from '#contracts/internal/partners';
import { PageDto } from '#contracts/public/paging.dto';
import {
  CreateWebhookEndpointDto,
  DeliveryPageDto,
  ReplayDeliveriesDto,
  UpdateWebhookEndpointDto,
} from '#contracts/public/webhook.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { EdgeAnswer, type EdgeRequest, Endpoint, replayable } from '../edge/endpoint.decorator.js';
import { type ListAnswer, listAnswer, pageRequest } from '../edge/page-answer.js';

const scopes = ['partner', 'admin'] as const;

/** Where a partner hears what happens. */
@Controller()
export class WebhookEndpointsController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly ids: Ids,
  ) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/webhook-endpoints',
    summary: 'Create a webhook endpoint; its secret is shown only here and at rotation.',
    scopes,
    body: CreateWebhookEndpointDto,
    answers: { 201: 'The endpoint with its secret.' },
    refuses: ['limit_reached', 'idempotency_key_reused', 'in_progress'],
    idempotency: 'optional',
  })
  async create({ caller, body, idempotency }: EdgeRequest<CreateWebhookEndpointDto>): Promise<EdgeAnswer> {
    const endpoint = { ...body, endpointId: this.ids.next(), idempotency };
    return replayable(await this.calls.send(createWebhookEndpoint, caller, endpoint));
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/webhook-endpoints',
    summary: 'The endpoints of the client; an operator sees those of the programme.',
    scopes,
    query: PageDto,
    answers: { 200: 'A page of endpoints.' },
  })
  async list({ caller, query }: EdgeRequest<never, PageDto>): Promise<ListAnswer<WebhookEndpointView>> {
    return listAnswer(await this.calls.send(listWebhookEndpoints, caller, pageRequest(query)), query);
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}',
    summary: 'Read an endpoint.',
    scopes,
    answers: { 200: 'The endpoint.' },
    refuses: ['not_found'],
  })
  read({ caller, params: { id = '' } }: EdgeRequest): Promise<WebhookEndpointView> {
    return this.calls.send(readWebhookEndpoint, caller, { id });
  }

  @Endpoint({
    method: 'PATCH',
    path: '/v1/webhook-endpoints/{id}',
    summary: 'Change an endpoint; enabling one that was disabled begins again with what happens from then on.',
    scopes,
    body: UpdateWebhookEndpointDto,
    answers: { 200: 'The endpoint as it is now.' },
    refuses: ['not_found'],
    idempotency: 'natural',
  })
  update({ caller, params: { id = '' }, body }: EdgeRequest<UpdateWebhookEndpointDto>): Promise<WebhookEndpointView> {
    return this.calls.send(updateWebhookEndpoint, caller, { ...body, id });
  }

  @Endpoint({
    method: 'DELETE',
    path: '/v1/webhook-endpoints/{id}',
    summary: 'Delete an endpoint; nothing more is sent to it.',
    scopes,
    answers: { 204: 'Deleted.' },
    refuses: ['not_found'],
    idempotency: 'natural',
  })
  async remove({ caller, params: { id = '' } }: EdgeRequest): Promise<void> {
    await this.calls.send(deleteWebhookEndpoint, caller, { id });
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/webhook-endpoints/{id}/rotate-secret',
    summary: 'Make a new secret; for 24 hours both sign.',
    scopes,
    answers: { 200: 'The endpoint with its new secret.' },
    refuses: ['not_found'],
    idempotency: 'natural',
  })
  rotate({ caller, params: { id = '' } }: EdgeRequest): Promise<WebhookEndpointView> {
    return this.calls.send(rotateWebhookSecret, caller, { id });
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/webhook-endpoints/{id}/test',
    summary: 'Send a test message.',
    scopes,
    answers: { 202: 'On its way; deliveries tell how it went.' },
    refuses: ['not_found'],
    idempotency: 'natural',
  })
  test({ caller, params: { id = '' } }: EdgeRequest): Promise<{ deliveryId: string }> {
    return this.calls.send(testWebhookEndpoint, caller, { id });
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}/deliveries',
    summary: 'What was sent, how often, and what came back; newest first.',
    scopes,
    query: DeliveryPageDto,
    answers: { 200: 'A page of deliveries.' },
    refuses: ['not_found'],
  })
  async deliveries({ caller, params, query }: EdgeRequest<never, DeliveryPageDto>): Promise<ListAnswer<DeliveryView>> {
    const asked = { id: params.id ?? '', status: query.status, ...pageRequest(query) };
    return listAnswer(await this.calls.send(listDeliveries, caller, asked), query);
  }

  @Endpoint({
    method: 'POST',
    path: '/v1/webhook-endpoints/{id}/replay',
    summary: 'Send again what happened in a span of time.',
    scopes,
    body: ReplayDeliveriesDto,
    answers: { 202: 'How many deliveries were scheduled.' },
    refuses: ['not_found'],
    idempotency: 'natural',
  })
  replay({ caller, params: { id = '' }, body }: EdgeRequest<ReplayDeliveriesDto>): Promise<{ scheduled: number }> {
    return this.calls.send(replayDeliveries, caller, { ...body, id, only: body.only ?? 'failed' });
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/webhook-endpoints/{id}/messages',
    summary: 'Pull what the endpoint would have been sent, oldest first; kept 30 days.',
    scopes,
    query: PageDto,
    answers: { 200: 'A page of messages.' },
    refuses: ['not_found'],
  })
  async messages({ caller, params, query }: EdgeRequest<never, PageDto>): Promise<ListAnswer<unknown>> {
    const asked = { id: params.id ?? '', ...pageRequest(query) };
    return listAnswer(await this.calls.send(listMessages, caller, asked), query);
  }
}
