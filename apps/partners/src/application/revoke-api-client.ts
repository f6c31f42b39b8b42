import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { isUuid } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import { notFound } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import type { ApiClient } from '../domain/api-client.js';
import { requireOperator } from './access.js';
import { EndpointDirectory } from './endpoint-directory.js';
import { ApiClients } from './ports/api-clients.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

/** Takes a key back. Its webhook endpoints stop hearing with it; doing it again changes nothing. */
@Injectable()
export class RevokeApiClient {
  constructor(
    private readonly clients: ApiClients,
    private readonly endpoints: WebhookEndpoints,
    private readonly directory: EndpointDirectory,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal forbidden, not_found */
  async execute(caller: Caller, clientId: string): Promise<ApiClient> {
    requireOperator(caller);
    if (!isUuid(clientId)) throw notFound('API client');
    const at = this.clock.now();
    const revoked = await this.transactions.run(async () => {
      const client = await this.clients.revoke(caller.programId, clientId, at);
      if (!client) throw notFound('API client');
      await this.endpoints.disableAllOf(caller.programId, client.keyId, 'client_revoked', at);
      return client;
    });
    this.directory.forget();
    return revoked;
  }
}
