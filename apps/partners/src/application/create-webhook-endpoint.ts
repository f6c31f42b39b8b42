import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { notFound, Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import type { Audience, WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { requireListener } from './access.js';
import { EndpointDirectory } from './endpoint-directory.js';
import { checkPatterns } from './event-patterns.js';
import { endpointsPerClientMax } from './limits.js';
import { ApiClients } from './ports/api-clients.js';
import { SecretSource } from './ports/outside-world.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';
import type { TargetVerdict } from './webhook-targets.js';

interface CreateWebhookEndpointRequest {
  /** Made by the gateway, so that its own retry makes one endpoint. */
  readonly endpointId: string;
  readonly target: TargetVerdict;
  readonly events: readonly string[];
  readonly description?: string;
}

@Injectable()
export class CreateWebhookEndpoint {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly clients: ApiClients,
    private readonly directory: EndpointDirectory,
    private readonly transactions: Transactions,
    private readonly secrets: SecretSource,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal forbidden, invalid_value (/events, then /url), limit_reached */
  async execute(caller: Caller, request: CreateWebhookEndpointRequest): Promise<WebhookEndpoint> {
    requireListener(caller);
    checkPatterns(request.events, '/events');
    const { target } = request;
    if ('refusal' in target) throw target.refusal;
    const endpoint = await this.transactions.run(async () => {
      const made: WebhookEndpoint = {
        programId: caller.programId,
        endpointId: request.endpointId,
        ownerId: caller.actor.id,
        url: target.href,
        events: [...request.events],
        description: request.description ?? null,
        status: 'enabled',
        disabledReason: null,
        disabledAt: null,
        audience: await this.audienceOf(caller),
        failingSince: null,
        createdAt: this.clock.now(),
      };
      const count = await this.endpoints.countOf(made.programId, made.ownerId);
      if (await this.endpoints.insert(made, this.secrets.webhookSecret())) {
        if (count >= endpointsPerClientMax) {
          throw new Refusal('limit_reached', `A client has at most ${endpointsPerClientMax} webhook endpoints.`);
        }
        return made;
      }
      const existing = await this.endpoints.find(made);
      if (existing?.ownerId !== made.ownerId) throw notFound('webhook endpoint');
      return existing;
    });
    this.directory.forget();
    return endpoint;
  }

  /** Locks the client first, so that its endpoints are counted by one creation at a time and a revocation waits. */
  private async audienceOf({ programId, actor }: Caller): Promise<Audience> {
    if (actor.scope === 'system') return 'program';
    const client = await this.clients.lockByKeyId(programId, actor.id);
    if (!client || client.revokedAt) throw new Refusal('unauthenticated', 'The key is not valid any more.');
    return client.programWide ? 'program' : 'linked';
  }
}
