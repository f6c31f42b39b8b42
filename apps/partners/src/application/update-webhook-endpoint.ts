import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import type { Caller } from '#contracts/internal/call';
import type { EndpointStatus, WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { EndpointDirectory } from './endpoint-directory.js';
import { checkPatterns } from './event-patterns.js';
import { FindEndpoint } from './find-endpoint.js';
import { Deliveries } from './ports/deliveries.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';
import { WebhookTargets } from './webhook-targets.js';

interface UpdateWebhookEndpointRequest {
  readonly id: string;
  readonly url?: string;
  readonly events?: readonly string[];
  readonly description?: string | null;
  readonly status?: EndpointStatus;
}

/** Changes what is given. Pausing gives up what waits; enabling starts with a clean record. */
@Injectable()
export class UpdateWebhookEndpoint {
  constructor(
    private readonly find: FindEndpoint,
    private readonly endpoints: WebhookEndpoints,
    private readonly deliveries: Deliveries,
    private readonly targets: WebhookTargets,
    private readonly directory: EndpointDirectory,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal forbidden, not_found, invalid_value */
  async execute(caller: Caller, request: UpdateWebhookEndpointRequest): Promise<WebhookEndpoint> {
    await this.find.execute(caller, request.id);
    if (request.events) checkPatterns(request.events, '/events');
    const url = request.url === undefined ? undefined : (await this.targets.check(request.url)).url.href;
    const updated = await this.transactions.run(async () => {
      const endpoint = await this.find.lock(caller, request.id);
      const changed: WebhookEndpoint = {
        ...endpoint,
        url: url ?? endpoint.url,
        events: request.events ?? endpoint.events,
        description: request.description === undefined ? endpoint.description : request.description,
        ...this.statusChange(endpoint, request.status),
      };
      await this.endpoints.update(endpoint, changed);
      if (endpoint.status === 'enabled' && changed.status === 'disabled') await this.deliveries.abandon(endpoint);
      return changed;
    });
    this.directory.forget();
    return updated;
  }

  private statusChange(
    endpoint: WebhookEndpoint,
    status: EndpointStatus | undefined,
  ): Partial<Pick<WebhookEndpoint, 'status' | 'disabledReason' | 'disabledAt' | 'failingSince'>> {
    if (status === undefined || status === endpoint.status) return {};
    return status === 'enabled'
      ? { status, disabledReason: null, disabledAt: null, failingSince: null }
      : { status, disabledReason: 'paused', disabledAt: this.clock.now() };
  }
}
