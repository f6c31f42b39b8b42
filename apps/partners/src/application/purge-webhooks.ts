import { Injectable } from '@nestjs/common';
import { messagesKeptMs, replaySecretsKeptMs } from './limits.js';
import { ApiClients } from './ports/api-clients.js';
import { Deliveries } from './ports/deliveries.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

/** Forgets what is past its time. */
@Injectable()
export class PurgeWebhooks {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly endpoints: WebhookEndpoints,
    private readonly clients: ApiClients,
  ) {}

  async execute(asOf: Date): Promise<void> {
    const messagesBefore = new Date(asOf.getTime() - messagesKeptMs);
    const secretsBefore = new Date(asOf.getTime() - replaySecretsKeptMs);
    while ((await this.deliveries.purge(messagesBefore)) > 0);
    await this.endpoints.purgeDeleted(secretsBefore);
    await this.clients.forgetReplaySecrets(secretsBefore);
  }
}
