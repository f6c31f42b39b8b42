import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { EventOutbox } from '#contracts/events/outbox';
import { type DeliveryOutcome, isGone } from '../domain/delivery.js';
import { disablingReason, type EndpointRef } from '../domain/webhook-endpoint.js';
import { EndpointDirectory } from './endpoint-directory.js';
import { Deliveries } from './ports/deliveries.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

/** Writes down what attempts made of their deliveries and of their endpoint: a success clears its record, 410 and five days of failures end it. */
@Injectable()
export class RecordAttempts {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly endpoints: WebhookEndpoints,
    private readonly directory: EndpointDirectory,
    private readonly outbox: EventOutbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @param outcomes of one endpoint */
  async execute(ref: EndpointRef, outcomes: readonly DeliveryOutcome[]): Promise<void> {
    const events = outcomes.filter(({ delivery }) => delivery.kind === 'event');
    const isDisabled = await this.transactions.run(async () => {
      await this.deliveries.record(outcomes);
      return this.judge(ref, events);
    });
    if (isDisabled) this.directory.forget();
  }

  private async judge(ref: EndpointRef, outcomes: readonly DeliveryOutcome[]): Promise<boolean> {
    if (outcomes.length === 0) return false;
    const failures = outcomes.filter(({ status }) => status !== 'delivered');
    const known = await this.endpoints.find(ref);
    // The usual case writes nothing: it succeeds and has not failed before.
    if (!known || (failures.length === 0 && !known.failingSince)) return false;
    const endpoint = await this.endpoints.lock(ref);
    if (endpoint?.status !== 'enabled') return false;
    const gone = failures.find(isGone);
    const latest = gone ?? failures.at(-1);
    if (!latest || (!gone && failures.length < outcomes.length)) {
      if (endpoint.failingSince) await this.endpoints.update(ref, { ...endpoint, failingSince: null });
      return false;
    }
    const failingSince = endpoint.failingSince ?? latest.at;
    const reason = disablingReason({ isGone: gone !== undefined, at: latest.at }, failingSince);
    if (!reason) {
      if (!endpoint.failingSince) await this.endpoints.update(ref, { ...endpoint, failingSince });
      return false;
    }
    await this.endpoints.update(ref, {
      ...endpoint,
      failingSince,
      status: 'disabled',
      disabledReason: reason,
      disabledAt: latest.at,
    });
    await this.deliveries.abandon(ref);
    await this.outbox.append([
      {
        type: 'partners.endpoint-disabled.v1',
        programId: ref.programId,
        occurredAt: latest.at,
        recordedAt: this.clock.now(),
        data: { endpointId: ref.endpointId, reasonCode: reason, failingSince: failingSince.toISOString() },
      },
    ]);
    return true;
  }
}
