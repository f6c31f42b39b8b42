import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  Deliveries,
  type NewDelivery,
  type ReplayWindow,
  type WebhookMessage,
} from '../application/ports/deliveries.js';
import { DueDeliveries } from '../application/ports/due-deliveries.js';
import type { ClaimedDelivery, Delivery, DeliveryOutcome, DeliveryStatus } from '../domain/delivery.js';
import type { EndpointRef } from '../domain/webhook-endpoint.js';
import * as sql from './deliveries.sql.js';

@Injectable()
export class DeliveriesStore extends Deliveries {
  constructor(
    private readonly database: Database,
    private readonly dueDeliveries: DueDeliveries,
  ) {
    super();
  }

  override async add(messages: readonly WebhookMessage[], deliveries: readonly NewDelivery[], at: Date): Promise<void> {
    await this.database.query(sql.addMessages, [
      messages.map(({ programId }) => programId),
      messages.map(({ eventId }) => eventId),
      messages.map(({ body }) => body),
      at,
    ]);
    const positions = await this.takePositions(deliveries);
    await this.database.query(sql.addDeliveries, [
      deliveries.map(({ programId }) => programId),
      deliveries.map(({ endpointId }) => endpointId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ deliveryId }) => deliveryId),
      positions,
      deliveries.map(({ type }) => type),
      deliveries.map(({ kind }) => kind),
      deliveries.map(({ isDue }) => (isDue ? 'pending' : 'failed')),
      deliveries.map(({ isDue }) => (isDue ? null : 'endpoint_disabled')),
      deliveries.map(({ isDue }) => (isDue ? at : null)),
      at,
    ]);
    this.announce(deliveries.filter(({ isDue }) => isDue));
  }

  override due(at: Date): Promise<EndpointRef[]> {
    return this.database.query<EndpointRef>(sql.dueEndpoints, [at]);
  }

  override claim(
    { programId, endpointId }: EndpointRef,
    { at, leasedUntil, limit }: { at: Date; leasedUntil: Date; limit: number },
  ): Promise<ClaimedDelivery[]> {
    return this.database.query<ClaimedDelivery>(sql.claim, [programId, endpointId, at, limit, leasedUntil]);
  }

  override async record(outcomes: readonly DeliveryOutcome[]): Promise<void> {
    await this.database.query(sql.record, [
      outcomes.map(({ delivery }) => delivery.programId),
      outcomes.map(({ delivery }) => delivery.endpointId),
      outcomes.map(({ delivery }) => delivery.eventId),
      outcomes.map(({ delivery }) => delivery.leasedUntil),
      outcomes.map(({ status }) => status),
      outcomes.map(({ statusCode }) => statusCode),
      outcomes.map(({ errorCode }) => errorCode),
      outcomes.map(({ durationMs }) => durationMs),
      outcomes.map(({ nextAttemptAt }) => nextAttemptAt),
      outcomes.map(({ status, at }) => (status === 'delivered' ? at : null)),
    ]);
  }

  override async abandon({ programId, endpointId }: EndpointRef): Promise<void> {
    await this.database.query(
      `UPDATE webhook_deliveries SET status = 'failed', last_error_code = 'endpoint_disabled', next_attempt_at = NULL
        WHERE program_id = $1 AND endpoint_id = $2 AND status = 'pending' AND kind = 'event'`,
      [programId, endpointId],
    );
  }

  override list(
    { programId, endpointId }: EndpointRef,
    { status, limit, beforePosition }: { status?: DeliveryStatus; limit: number; beforePosition?: number },
  ): Promise<Delivery[]> {
    return this.database.query<Delivery>(sql.list, [programId, endpointId, status, beforePosition, limit]);
  }

  override pull(
    { programId, endpointId }: EndpointRef,
    { limit, afterPosition }: { limit: number; afterPosition?: number },
  ): Promise<{ position: number; body: string }[]> {
    return this.database.query(sql.pull, [programId, endpointId, afterPosition ?? 0, limit]);
  }

  override async countReplayable(window: ReplayWindow, countMax: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries WHERE ${sql.replayable} LIMIT $7) AS counted`,
      [...windowValues(window), countMax],
    );
    return row?.count ?? 0;
  }

  override async reschedule(window: ReplayWindow, at: Date): Promise<number> {
    const count = await this.database.affect(
      `UPDATE webhook_deliveries
          SET status = 'pending', attempts = 0, next_attempt_at = $7, delivered_at = NULL
        WHERE ${sql.replayable}`,
      [...windowValues(window), at],
    );
    if (count > 0) this.announce([window]);
    return count;
  }

  override async purge(createdBefore: Date): Promise<number> {
    const deliveries = await this.database.affect(sql.purgeDeliveries, [createdBefore]);
    if (deliveries > 0) return deliveries;
    return this.database.affect(sql.purgeMessages, [createdBefore]);
  }

  /**
   * A block of numbers of each programme. The row stays locked until the commit: whoever comes later gets higher numbers and
   * becomes visible later, so that a reader who follows the numbers misses nothing.
   * Programmes are locked in the order of their ids, against deadlocks.
   */
  private async takePositions(deliveries: readonly NewDelivery[]): Promise<number[]> {
    const counts = new Map<string, number>();
    for (const { programId } of deliveries) counts.set(programId, (counts.get(programId) ?? 0) + 1);
    const next = new Map<string, number>();
    for (const [programId, count] of [...counts].sort()) {
      const [row] = await this.database.query<{ last: number }>(sql.takePositions, [programId, count]);
      next.set(programId, (row?.last ?? count) - count);
    }
    return deliveries.map(({ programId }) => {
      const position = (next.get(programId) ?? 0) + 1;
      next.set(programId, position);
      return position;
    });
  }

  private announce(refs: readonly EndpointRef[]): void {
    const byId = new Map(refs.map((ref) => [`${ref.programId}/${ref.endpointId}`, ref]));
    if (byId.size > 0) this.database.afterCommit(() => this.dueDeliveries.announce([...byId.values()]));
  }
}

function windowValues(window: ReplayWindow): unknown[] {
  const { programId, endpointId, since, until, types, statuses } = window;
  return [programId, endpointId, since, until, types, statuses];
}
