import { Body, Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '#contracts/internal/call';
import { type DeliveryView, listDeliveries, listMessages, replayDeliveries } from '#contracts/internal/partners';
import { Cursors } from '#platform/http/cursor';
import { currentCaller } from '#platform/http/identity';
import { InternalCall } from '#platform/http/internal-call.decorator';
import { ListDeliveries } from '../application/list-deliveries.js';
import { PullMessages } from '../application/pull-messages.js';
import { ReplayDeliveries } from '../application/replay-deliveries.js';
import type { Delivery } from '../domain/delivery.js';

@Controller()
export class DeliveriesController {
  constructor(
    private readonly deliveries: ListDeliveries,
    private readonly messages: PullMessages,
    private readonly replayed: ReplayDeliveries,
    private readonly cursors: Cursors,
  ) {}

  @InternalCall(listDeliveries)
  async list(
    @Body() { id, status, first, after }: RequestOf<typeof listDeliveries>,
  ): Promise<ResponseOf<typeof listDeliveries>> {
    const caller = currentCaller();
    const list = `partners.deliveries/${caller.programId}/${id}`;
    const [beforePosition] = this.cursors.decode<[number]>(list, after) ?? [];
    const rows = await this.deliveries.execute(caller, { id, status, limit: first + 1, beforePosition });
    return this.cursors.page(
      list,
      first,
      rows.map((row) => ({ position: [row.position], node: viewOf(row) })),
    );
  }

  @InternalCall(listMessages)
  async pull(@Body() { id, first, after }: RequestOf<typeof listMessages>): Promise<ResponseOf<typeof listMessages>> {
    const caller = currentCaller();
    const list = `partners.messages/${caller.programId}/${id}`;
    const [afterPosition] = this.cursors.decode<[number]>(list, after) ?? [];
    const rows = await this.messages.execute(caller, { id, limit: first + 1, afterPosition });
    return this.cursors.page(
      list,
      first,
      rows.map(({ position, body }) => ({
        position: [position],
        node: JSON.parse(body) as Readonly<Record<string, unknown>>,
      })),
    );
  }

  @InternalCall(replayDeliveries)
  async replay(
    @Body() { since, until, ...request }: RequestOf<typeof replayDeliveries>,
  ): Promise<ResponseOf<typeof replayDeliveries>> {
    const window = { since: new Date(since), until: until === undefined ? undefined : new Date(until) };
    return { scheduled: await this.replayed.execute(currentCaller(), { ...request, ...window }) };
  }
}

function viewOf(delivery: Delivery): DeliveryView {
  return {
    id: delivery.deliveryId,
    eventId: delivery.eventId,
    type: delivery.type,
    status: delivery.status,
    attempts: delivery.attempts,
    lastStatusCode: delivery.lastStatusCode,
    lastErrorCode: delivery.lastErrorCode,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
    deliveredAt: delivery.deliveredAt?.toISOString() ?? null,
  };
}
