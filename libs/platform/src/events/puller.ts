import type { ServiceName } from '#contracts/internal/call';
import { packJobs } from './event-message.js';
import type { EventQueues, PullRequest } from './event-queues.js';
import type { OutboxReader } from './outbox-reader.js';

/** The rest is asked for again when these are applied. */
const perStreamMax = 500;

/** The producer's side of a gap: reads the missing events again and sends them to the one that misses them. */
export class Puller {
  constructor(
    private readonly source: ServiceName,
    private readonly outbox: OutboxReader,
    private readonly queues: Pick<EventQueues, 'send'>,
  ) {}

  async answer({ consumer, ranges }: PullRequest): Promise<void> {
    const messages = await this.outbox.readRanges(ranges, perStreamMax);
    await this.queues.send(consumer, packJobs(this.source, messages));
  }
}
