import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import type { ClaimedDelivery } from '../domain/delivery.js';
import type { EndpointRef, WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { leaseMs } from './limits.js';
import { Deliveries } from './ports/deliveries.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

export interface DeliveryClaim {
  readonly endpoint: WebhookEndpoint;
  readonly secrets: readonly string[];
  readonly deliveries: readonly ClaimedDelivery[];
}

/** Takes due deliveries of one endpoint for this process: what another one holds is skipped, what it lost comes back. */
@Injectable()
export class ClaimDeliveries {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly deliveries: Deliveries,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined when there is nothing to send */
  execute(ref: EndpointRef, limit: number): Promise<DeliveryClaim | undefined> {
    return this.transactions.run(async () => {
      const at = this.clock.now();
      const endpoint = await this.endpoints.find(ref);
      if (!endpoint) return undefined;
      // Events that were recorded from a list of a moment ago, before everybody knew that it is disabled.
      if (endpoint.status === 'disabled') await this.deliveries.abandon(endpoint);
      // While an endpoint fails, one attempt at a time finds out when it is back: the rest would only wait for timeouts.
      const allowed = endpoint.failingSince ? 1 : limit;
      const leasedUntil = new Date(at.getTime() + leaseMs);
      const deliveries = await this.deliveries.claim(endpoint, { at, leasedUntil, limit: allowed });
      if (deliveries.length === 0) return undefined;
      return { endpoint, deliveries, secrets: await this.endpoints.signingSecrets(endpoint, at) };
    });
  }
}
