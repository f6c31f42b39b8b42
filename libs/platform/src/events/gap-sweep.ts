import type { Clock } from '#kernel/clock';
import type { ServiceName } from '#contracts/internal/call';
import type { Database } from '../database/database.js';
import type { DeadLetters } from './dead-letters.js';
import type { EventDelivery } from './event-delivery.js';
import type { EventMessage } from './event-message.js';
import type { EventQueues } from './event-queues.js';
import type { GappedStream, StreamPositions } from './stream-positions.js';

interface GapSweepOptions {
  readonly consumer: ServiceName;
  readonly database: Database;
  readonly clock: Clock;
  readonly positions: StreamPositions;
  readonly deadLetters: DeadLetters;
  readonly delivery: EventDelivery;
  readonly queues: Pick<EventQueues, 'requestPull'>;
}

const streamsPerSweepMax = 200;
const redrivenPerSweepMax = 50;
/** A pull that brought nothing is repeated, because the producer may have been down. */
const pullAgainMs = 5_000;

/** Looks after what stands still: asks the producer for events that do not come, and takes redriven ones up again. */
export class GapSweep {
  constructor(private readonly options: GapSweepOptions) {}

  async sweep(): Promise<void> {
    const { clock, positions, delivery } = this.options;
    const gapped = await positions.gapped(clock.now(), streamsPerSweepMax);
    const missing = gapped.filter(({ parkedSeq, lastSeq }) => parkedSeq !== null && parkedSeq > lastSeq + 1);
    await this.pull(missing);
    for (const stream of gapped) {
      if (!missing.includes(stream)) await delivery.drain(stream.source, stream);
    }
    await this.takeUpRedriven();
  }

  private async pull(missing: readonly GappedStream[]): Promise<void> {
    const { clock, positions, queues, consumer } = this.options;
    if (missing.length === 0) return;
    await positions.lookAgain(missing, new Date(clock.now().getTime() + pullAgainMs));
    for (const [source, streams] of Map.groupBy(missing, (stream) => stream.source)) {
      const ranges = streams.map(({ programId, memberId, lastSeq, parkedSeq }) => ({
        programId,
        memberId,
        fromSeq: lastSeq + 1,
        toSeq: (parkedSeq ?? lastSeq) - 1,
      }));
      await queues.requestPull(source as ServiceName, { consumer, ranges });
    }
  }

  /** Members' redriven events wait among the parked ones; those without a member come from here. */
  private async takeUpRedriven(): Promise<void> {
    const { database, deadLetters, delivery } = this.options;
    const redriven = await database.run(() => deadLetters.takeRedriven(redrivenPerSweepMax));
    for (const { message } of redriven) await delivery.deliverSingle(JSON.parse(message) as EventMessage);
  }
}
