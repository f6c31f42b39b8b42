import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock';
import { uuidV7 } from '#kernel/ids';
import type { Database } from '../database/database.js';
import type { DeadLetters } from './dead-letters.js';
import type { EventDelivery } from './event-delivery.js';
import { type EventJob, type EventMessage, UnreadableJobError, unpackJob } from './event-message.js';
import { describeFailure } from './transient-errors.js';

/** Takes a queued job apart and has its events applied. */
export class EventConsumer {
  constructor(
    private readonly delivery: EventDelivery,
    private readonly database: Database,
    private readonly deadLetters: DeadLetters,
    private readonly clock: Clock,
  ) {}

  /** @throws what is transient: the job then comes again */
  async receive(job: EventJob): Promise<void> {
    const messages = await this.unpack(job);
    if (messages) await this.delivery.deliver(job.source, messages);
  }

  /** What cannot be read never will be: it is put aside, and whatever was in it shows as gaps and is pulled. */
  private async unpack(job: EventJob): Promise<EventMessage[] | undefined> {
    try {
      return unpackJob(job);
    } catch (error) {
      if (!(error instanceof UnreadableJobError)) throw error;
      const failure = { error: describeFailure(error), failedAt: this.clock.now() };
      await this.database.run(() => this.deadLetters.buryJob(idOf(job), job, failure));
      return undefined;
    }
  }
}

/** The same job twice is one dead letter. */
function idOf(job: EventJob): string {
  return uuidV7(0, createHash('sha256').update(JSON.stringify(job)).digest());
}
