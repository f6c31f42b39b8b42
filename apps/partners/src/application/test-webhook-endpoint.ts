import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { Transactions } from '#kernel/transactions';
import type { Caller } from '#contracts/internal/call';
import { FindEndpoint } from './find-endpoint.js';
import { Deliveries } from './ports/deliveries.js';

export const testEventType = 'partners.endpoint-test.v1';

/** Sends one made-up event, once; to a disabled endpoint too, so that it can be tried before it is enabled again. */
@Injectable()
export class TestWebhookEndpoint {
  constructor(
    private readonly find: FindEndpoint,
    private readonly deliveries: Deliveries,
    private readonly transactions: Transactions,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal forbidden, not_found */
  async execute(caller: Caller, endpointId: string): Promise<string> {
    const { programId } = await this.find.execute(caller, endpointId);
    const at = this.clock.now();
    const [eventId, deliveryId] = [this.ids.next(), this.ids.next()];
    const body = JSON.stringify({
      id: eventId,
      type: testEventType,
      timestamp: at.toISOString(),
      recordedAt: at.toISOString(),
      source: 'partners',
      programId,
      data: { endpointId },
    });
    await this.transactions.run(() =>
      this.deliveries.add(
        [{ programId, eventId, body }],
        [{ programId, endpointId, deliveryId, eventId, type: testEventType, kind: 'test', isDue: true }],
        at,
      ),
    );
    return deliveryId;
  }
}
