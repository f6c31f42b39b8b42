import type { ServiceName } from '#contracts/internal/call';
import type { Transactions } from '#kernel/transactions';
import { packJobs } from './event-message.js';
import type { EventQueues } from './event-queues.js';
import type { AfterStep } from './event-steps.js';
import type { OutboxReader } from './outbox-reader.js';

interface RelayOptions {
  readonly source: ServiceName;
  readonly subscribers: readonly ServiceName[];
  readonly transactions: Transactions;
  readonly outbox: OutboxReader;
  readonly queues: Pick<EventQueues, 'send'>;
  readonly onError: (error: Error) => void;
  readonly afterStep?: AfterStep;
}

const passEventsMax = 1_000;
/** Fallback for a wake-up that never came: a process that died between its commit and the wake-up. */
const pollMs = 250;
/**
 * Between two passes, so that under load they fill their jobs; an event after a quiet moment does not wait for it. A job costs the
 * queues in PostgreSQL 4 to 6 ms of a core, however little is in it: with 40 ms between passes they took a fifth of two cores.
 * What is busy takes longer for a pass, and then rests longer: a pass takes a fifth of the time at most.
 */
const restMsMin = 150;
const restMsMax = 300;
const restPerPass = 4;
const restAfterErrorMs = 500;

/** Carries what a service has published to its subscribers' queues. Several processes may each run one. */
export class Relay {
  private woken = false;
  private stopping = false;
  private endWait?: () => void;
  private running?: Promise<void>;

  constructor(private readonly options: RelayOptions) {}

  start(): void {
    this.running = this.run();
  }

  /** After a commit that left events behind. */
  wake(): void {
    this.woken = true;
    this.endWait?.();
  }

  /** Ends after the pass under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endWait?.();
    await this.running;
  }

  /**
   * Sends the oldest unsent events, up to 1,000. Taking them off the list commits after the queues have them, so that a crash
   * in between sends them again.
   *
   * @returns how many were sent
   */
  async pass(): Promise<number> {
    const { source, subscribers, transactions, outbox, queues, afterStep } = this.options;
    const sent = await transactions.run(async () => {
      const messages = await outbox.takeUnsent(passEventsMax);
      if (messages.length === 0) return 0;
      await afterStep?.('relay.taken');
      const jobs = packJobs(source, messages);
      await Promise.all(
        subscribers.map(async (consumer) => {
          await queues.send(consumer, jobs);
          await afterStep?.('relay.queued-one');
        }),
      );
      await afterStep?.('relay.queued');
      return messages.length;
    });
    await afterStep?.('relay.committed');
    return sent;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        const startedAtMs = performance.now();
        const sent = this.takeWakeUp() || (await this.options.outbox.hasUnsent()) ? await this.pass() : 0;
        if (sent === passEventsMax) continue;
        if (sent > 0) await this.wait(restOf(performance.now() - startedAtMs), { wakeable: false });
        await this.wait(pollMs, { wakeable: true });
      } catch (error) {
        this.options.onError(error as Error);
        await this.wait(restAfterErrorMs, { wakeable: false });
      }
    }
  }

  private takeWakeUp(): boolean {
    const woken = this.woken;
    this.woken = false;
    return woken;
  }

  private async wait(ms: number, { wakeable }: { wakeable: boolean }): Promise<void> {
    if (this.stopping || (wakeable && this.woken)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endWait = () => {
        if (!wakeable && !this.stopping) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.endWait = undefined;
  }
}

function restOf(passMs: number): number {
  return Math.min(restMsMax, Math.max(restMsMin, restPerPass * passMs));
}
