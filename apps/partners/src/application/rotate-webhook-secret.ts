import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import { rotationOverlapMs, type WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { FindEndpoint } from './find-endpoint.js';
import { signingSecretsMax } from './limits.js';
import { SecretSource } from './ports/outside-world.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

@Injectable()
export class RotateWebhookSecret {
  constructor(
    private readonly find: FindEndpoint,
    private readonly endpoints: WebhookEndpoints,
    private readonly transactions: Transactions,
    private readonly secrets: SecretSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Old and new secret sign for 24 hours.
   * @throws Refusal forbidden, not_found, limit_reached
   */
  execute(caller: Caller, endpointId: string): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    return this.transactions.run(async () => {
      const endpoint = await this.find.lock(caller, endpointId);
      const at = this.clock.now();
      const signing = await this.endpoints.signingSecrets(endpoint, at);
      if (signing.length >= signingSecretsMax) {
        throw new Refusal(
          'limit_reached',
          `At most ${signingSecretsMax} secrets sign at once; an old one retires after 24 h.`,
        );
      }
      const secret = this.secrets.webhookSecret();
      const retiresAt = new Date(at.getTime() + rotationOverlapMs);
      await this.endpoints.rotateSecret(endpoint, { secret, at, retiresAt });
      return { endpoint, secret };
    });
  }
}
