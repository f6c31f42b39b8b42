import type { ServiceName } from '#contracts/internal/call';
import { jobEventsMax, packJobs } from './event-message.js';
import type { EventQueues } from './event-queues.js';
import type { OutboxReader } from './outbox-reader.js';

interface ResendOptions {
  readonly source: ServiceName;
  readonly outbox: OutboxReader;
  readonly queues: Pick<EventQueues, 'send' | 'depth'>;
  readonly consumers: readonly ServiceName[];
  /** Events recorded since; the beginning of time for all. */
  readonly since: Date;
  /** Told after each page how many were sent so far. */
  readonly onProgress: (sent: number) => void;
  /** Told once when it has to wait because a consumer does not keep up, or does not run. */
  readonly onWaiting: (consumer: ServiceName) => void;
}

const pageEvents = 5 * jobEventsMax;
/** More would only wait in the queue, and live events behind them. */
const queuedJobsMax = 100;
const lookAgainMs = 100;

/**
 * Sends what a producer has published again, in its order and under the same ids and sequences. Consumers know what they have
 * applied, so it does no harm to send too much.
 *
 * @returns how many events were sent
 */
export async function resend({
  source,
  outbox,
  queues,
  consumers,
  since,
  onProgress,
  onWaiting,
}: ResendOptions): Promise<number> {
  let sent = 0;
  let after: number | undefined;
  do {
    const page = await outbox.readSince(since, after, pageEvents);
    const jobs = packJobs(source, page.messages);
    for (const consumer of consumers) {
      await waitForRoom(queues, consumer, onWaiting);
      await queues.send(consumer, jobs);
    }
    sent += page.messages.length;
    onProgress(sent);
    after = page.after;
  } while (after !== undefined);
  return sent;
}

async function waitForRoom(
  queues: Pick<EventQueues, 'depth'>,
  consumer: ServiceName,
  onWaiting: (consumer: ServiceName) => void,
): Promise<void> {
  for (let isTold = false; (await queues.depth(consumer)) >= queuedJobsMax; isTold = true) {
    if (!isTold) onWaiting(consumer);
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}
