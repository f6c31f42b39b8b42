import { Injectable } from '@nestjs/common';
import type { EventEnvelope } from '#contracts/events/catalogue';
import { eventTypes } from '#contracts/events/schemas';
import { HandlesEvents } from '#platform/events/handles-events.decorator';
import { FanOutEvents } from '../application/fan-out-events.js';

/** Partners may subscribe to anything, so this hears everything. */
@Injectable()
export class WebhookFanOutConsumer {
  constructor(private readonly fanOut: FanOutEvents) {}

  @HandlesEvents(...eventTypes)
  anything(events: readonly EventEnvelope[]): Promise<void> {
    return this.fanOut.execute(events);
  }
}
