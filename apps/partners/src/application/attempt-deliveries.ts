import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { type DeliveryOutcome, outcomeOf } from '../domain/delivery.js';
import type { DeliveryClaim } from './claim-deliveries.js';
import { RecordAttempts } from './record-attempts.js';
import { SendWebhook } from './send-webhook.js';

/**
 * Sends a claim, all of it at once, and writes outcomes down as they come: those that arrive while one transaction commits share
 * the next. A crash in between only repeats what was sent and not written down.
 */
@Injectable()
export class AttemptDeliveries {
  constructor(
    private readonly send: SendWebhook,
    private readonly record: RecordAttempts,
    private readonly clock: Clock,
  ) {}

  /** @param onSent after each answer, when its connection is free again */
  async execute(claim: DeliveryClaim, onSent: () => void = () => undefined): Promise<void> {
    const finished: DeliveryOutcome[] = [];
    const bugs: unknown[] = [];
    const sends = new Set<Promise<void>>();
    for (const delivery of claim.deliveries) {
      const sending: Promise<void> = this.send
        .execute(claim, delivery)
        .then((result) => void finished.push(outcomeOf(delivery, result, this.clock.now())))
        // Kept until the others are written down; this one is due again when its lease ends.
        .catch((error: unknown) => void bugs.push(error))
        .finally(() => {
          sends.delete(sending);
          onSent();
        });
      sends.add(sending);
    }
    try {
      while (sends.size > 0 || finished.length > 0) {
        if (finished.length === 0) await Promise.race(sends);
        const outcomes = finished.splice(0);
        if (outcomes.length > 0) await this.record.execute(claim.endpoint, outcomes);
      }
    } finally {
      // Nothing of a claim is under way when it is over, also when outcomes cannot be written down.
      await Promise.all(sends);
    }
    if (bugs.length > 0) throw bugs[0];
  }
}
