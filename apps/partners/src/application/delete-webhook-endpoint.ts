import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import type { Caller } from '#contracts/internal/call';
import { EndpointDirectory } from './endpoint-directory.js';
import { FindEndpoint } from './find-endpoint.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

/** Nothing more is sent or shown; the rows go with the 30 days of what was recorded. */
@Injectable()
export class DeleteWebhookEndpoint {
  constructor(
    private readonly find: FindEndpoint,
    private readonly endpoints: WebhookEndpoints,
    private readonly directory: EndpointDirectory,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal forbidden, not_found */
  async execute(caller: Caller, endpointId: string): Promise<void> {
    await this.transactions.run(async () => {
      const endpoint = await this.find.lock(caller, endpointId);
      await this.endpoints.remove(endpoint, this.clock.now());
    });
    this.directory.forget();
  }
}
