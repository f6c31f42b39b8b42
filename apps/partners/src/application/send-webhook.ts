import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { AttemptResult, ClaimedDelivery } from '../domain/delivery.js';
import { signatureHeader } from '../domain/signature.js';
import { InvalidWebhookUrlError } from '../domain/webhook-url.js';
import type { DeliveryClaim } from './claim-deliveries.js';
import { WebhookTransport } from './ports/outside-world.js';
import { HostNotFoundError, type WebhookTarget, WebhookTargets } from './webhook-targets.js';

/** One attempt: judges the address as it is now, signs, and connects to exactly the address that was judged. */
@Injectable()
export class SendWebhook {
  constructor(
    private readonly targets: WebhookTargets,
    private readonly transport: WebhookTransport,
    private readonly clock: Clock,
  ) {}

  async execute({ endpoint, secrets }: DeliveryClaim, delivery: ClaimedDelivery): Promise<AttemptResult> {
    let target: WebhookTarget;
    try {
      target = await this.targets.check(endpoint.url);
    } catch (error) {
      if (!(error instanceof InvalidWebhookUrlError)) throw error;
      const errorCode = error instanceof HostNotFoundError ? 'host_not_found' : 'address_refused';
      return { statusCode: null, errorCode, durationMs: 0 };
    }
    const { eventId: id, body, attempts } = delivery;
    const timestampSeconds = Math.floor(this.clock.now().getTime() / 1000);
    return this.transport.post({
      url: target.url.href,
      // Another one at each attempt, so that one dead address of several does not lose the event.
      address: target.addresses[attempts % target.addresses.length] ?? '',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Keepsake-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(timestampSeconds),
        'webhook-signature': signatureHeader(secrets, { id, timestampSeconds, body }),
      },
      body,
    });
  }
}
