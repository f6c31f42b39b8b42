import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import type { EventEnvelope } from '#contracts/events/catalogue';
import { patternMatches } from '../domain/event-pattern.js';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { EndpointDirectory } from './endpoint-directory.js';
import { Deliveries, type NewDelivery, type WebhookMessage } from './ports/deliveries.js';

/**
 * Turns events into deliveries, one for each endpoint that hears the type. Runs in the transaction that also remembers the events
 * as handled, so that neither can be without the other.
 */
@Injectable()
export class FanOutEvents {
  constructor(
    private readonly directory: EndpointDirectory,
    private readonly deliveries: Deliveries,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async execute(events: readonly EventEnvelope[]): Promise<void> {
    const messages: WebhookMessage[] = [];
    const deliveries: NewDelivery[] = [];
    for (const event of events) {
      const hearing = (await this.directory.hearing(event.programId)).filter((endpoint) => hears(endpoint, event.type));
      if (hearing.length === 0) continue;
      const { programId, id: eventId, type } = event;
      messages.push({ programId, eventId, body: bodyOf(event) });
      for (const { endpointId, status } of hearing) {
        const deliveryId = this.ids.next();
        deliveries.push({
          programId,
          endpointId,
          deliveryId,
          eventId,
          type,
          kind: 'event',
          isDue: status === 'enabled',
        });
      }
    }
    if (messages.length > 0) await this.deliveries.add(messages, deliveries, this.clock.now());
  }
}

/** Members cannot be linked to partners yet, so only endpoints with the programme-wide grant hear anything. */
function hears({ audience, events }: WebhookEndpoint, type: string): boolean {
  return audience === 'program' && events.some((pattern) => patternMatches(pattern, type));
}

/** The envelope of the catalogue, member by member in its order: what is not promised is not sent. */
function bodyOf(event: EventEnvelope): string {
  const { id, type, timestamp, recordedAt, source, programId, memberId, memberSeq, data } = event;
  return JSON.stringify({ id, type, timestamp, recordedAt, source, programId, memberId, memberSeq, data });
}
