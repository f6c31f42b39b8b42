import { Controller } from '@nestjs/common';
import { type ApiClientView, createApiClient, listApiClients, revokeApiClient } from '#contracts/internal/partners';
import { CreateApiClientDto } from '#contracts/public/operator.dto';
import { PageDto } from '#contracts/public/paging.dto';
import { InternalCalls } from '#platform/http/internal-calls';
import { EdgeAnswer, type EdgeRequest, Endpoint, replayable } from '../edge/endpoint.decorator.js';
import { KeyVerdicts } from '../edge/key-verdicts.js';
import { type ListAnswer, listAnswer, pageRequest } from '../edge/page-answer.js';

/** Keys of the operator's own programme. */
@Controller()
export class ApiClientsController {
  constructor(
    private readonly calls: InternalCalls,
    private readonly verdicts: KeyVerdicts,
  ) {}

  @Endpoint({
    method: 'POST',
    path: '/v1/api-clients',
    summary: 'Create an API client; its key is shown only here.',
    scopes: ['admin'],
    body: CreateApiClientDto,
    answers: { 201: 'The client with its key.' },
    refuses: ['idempotency_key_reused', 'in_progress'],
    idempotency: 'optional',
  })
  async create({ caller, body, idempotency }: EdgeRequest<CreateApiClientDto>): Promise<EdgeAnswer> {
    return replayable(await this.calls.send(createApiClient, caller, { ...body, idempotency }));
  }

  @Endpoint({
    method: 'GET',
    path: '/v1/api-clients',
    summary: 'The API clients of the programme, without their keys.',
    scopes: ['admin'],
    query: PageDto,
    answers: { 200: 'A page of clients.' },
  })
  async list({ caller, query }: EdgeRequest<never, PageDto>): Promise<ListAnswer<ApiClientView>> {
    return listAnswer(await this.calls.send(listApiClients, caller, pageRequest(query)), query);
  }

  @Endpoint({
    method: 'DELETE',
    path: '/v1/api-clients/{id}',
    summary: 'Revoke an API client: its key opens nothing from within a second on.',
    scopes: ['admin'],
    answers: { 200: 'The client, with revokedAt.' },
    refuses: ['not_found'],
    idempotency: 'natural',
  })
  async revoke({ caller, params: { id = '' } }: EdgeRequest): Promise<ApiClientView> {
    const client = await this.calls.send(revokeApiClient, caller, { id });
    this.verdicts.forget(client.keyId);
    return client;
  }
}
