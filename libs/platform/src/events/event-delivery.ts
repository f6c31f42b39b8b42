import type { Clock } from '#kernel/clock';
import type { Logger } from 'pino';
import type { Database } from '../database/database.js';
import { runAsConsequence } from './correlation.js';
import type { DeadLetters } from './dead-letters.js';
import type { EventHandlers } from './event-handlers.js';
import type { EventMessage } from './event-message.js';
import type { AfterStep } from './event-steps.js';
import { groupEvents } from './group-events.js';
import type { Inbox } from './inbox.js';
import { planStream, type StreamPlan } from './plan-stream.js';
import { compareStreams, type LockedStream, type StreamKey, type StreamPositions } from './stream-positions.js';
import { describeFailure, isTransient } from './transient-errors.js';

export interface DeliveryOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly handlers: EventHandlers;
  readonly positions: StreamPositions;
  readonly inbox: Inbox;
  readonly deadLetters: DeadLetters;
  readonly logger: Logger;
  readonly onHandled?: (messages: readonly EventMessage[]) => void;
  readonly afterStep?: AfterStep;
}

/** Of each member that are taken up in one transaction with what arrives. */
const parkedPerStreamMax = 500;
/** A gap is usually another job on its way: two jobs of one queue run at once. */
const gapGraceMs = 1_000;

interface PlannedStream extends StreamPlan {
  readonly stream: LockedStream;
}

/**
 * Applies events exactly once and in each member's order, whatever the queue does with them: one transaction holds the
 * members' positions, runs the handlers and moves the positions on.
 */
export class EventDelivery {
  constructor(private readonly options: DeliveryOptions) {}

  /**
   * @param source   the producer of all messages
   * @param messages in any order, any of them more than once
   * @throws what is transient, with nothing applied; an event that a handler cannot take goes to the dead letters alone
   */
  async deliver(source: string, messages: readonly EventMessage[]): Promise<void> {
    const { database, afterStep } = this.options;
    await afterStep?.('delivery.received');
    try {
      const handled = await database.run(() => this.deliverTogether(source, messages));
      await afterStep?.('delivery.committed');
      this.options.onHandled?.(handled);
    } catch (error) {
      if (isTransient(error)) throw error;
      this.options.logger.warn({ err: error, source, events: messages.length }, 'a handler failed: one by one now');
      await this.deliverApart(source, messages);
    }
  }

  /** Takes a member's waiting events up again, one transaction each, until a hole or a bad one. */
  async drain(source: string, stream: StreamKey): Promise<void> {
    const { database } = this.options;
    for (let more = true; more;) {
      try {
        more = await database.run(() => this.deliverNextParked(source, stream));
      } catch (error) {
        if (isTransient(error)) throw error;
        await database.run(() => this.buryNextParked(source, stream, error));
        return;
      }
    }
  }

  /** Tries one event without a member again, or for the first time alone. */
  async deliverSingle(message: EventMessage): Promise<void> {
    const { database, inbox, deadLetters, clock } = this.options;
    try {
      await database.run(async () => {
        const claimed = await inbox.claim(message.event.source, [message.event.id], clock.now());
        if (claimed.size > 0) await this.handle([message]);
      });
    } catch (error) {
      if (isTransient(error)) throw error;
      await database.run(() => deadLetters.bury(message, this.failure(message, error)));
    }
  }

  private async deliverTogether(source: string, messages: readonly EventMessage[]): Promise<readonly EventMessage[]> {
    const { inbox, clock, afterStep } = this.options;
    const byStream = groupByStream(messages);
    const planned = await this.plan(source, byStream);
    const alone = messages.filter(({ event }) => event.memberId === undefined);
    const claimed = await inbox.claim(
      source,
      alone.map(({ event }) => event.id),
      clock.now(),
    );
    await afterStep?.('delivery.locked');
    const run = [...planned.flatMap((plan) => plan.run), ...firstOf(alone, claimed)];
    await this.handle(run);
    await afterStep?.('delivery.handled');
    await this.moveOn(source, planned);
    await afterStep?.('delivery.advanced');
    return run;
  }

  private async plan(source: string, byStream: ReadonlyMap<string, StreamMessages>): Promise<PlannedStream[]> {
    const { positions } = this.options;
    const locked = await positions.lock(
      source,
      [...byStream.values()].map(({ stream }) => stream).sort(compareStreams),
    );
    const gapped = locked.filter(({ blockedBy }) => blockedBy === 'gap');
    const parked = groupByStream(await positions.parked(source, gapped, parkedPerStreamMax));
    return locked.map((stream) => {
      const key = keyOf(stream);
      const waiting = parked.get(key)?.messages ?? [];
      const plan = planStream(
        stream,
        byStream.get(key)?.messages ?? [],
        waiting,
        waiting.length === parkedPerStreamMax,
      );
      return { stream, ...plan };
    });
  }

  private async moveOn(source: string, planned: readonly PlannedStream[]): Promise<void> {
    const { positions, clock } = this.options;
    const now = clock.now();
    const moved = planned
      .filter(({ stream, after }) => stream.lastSeq !== after.lastSeq || stream.blockedBy !== after.blockedBy)
      .map(({ stream, after }) => ({ ...stream, ...after }));
    await positions.move(source, moved, new Date(now.getTime() + gapGraceMs));
    await positions.park(
      planned.flatMap(({ park }) => park),
      now,
    );
    const wereGapped = planned.filter(({ stream }) => stream.blockedBy === 'gap');
    await positions.unpark(
      source,
      wereGapped.map(({ stream, after }) => ({ ...stream, ...after })),
    );
  }

  /** Parks everything that is new, then takes it up event by event, so that a bad one stops its own member only. */
  private async deliverApart(source: string, messages: readonly EventMessage[]): Promise<void> {
    const { database, positions, clock } = this.options;
    const byStream = groupByStream(messages);
    const streams = [...byStream.values()].map(({ stream }) => stream).sort(compareStreams);
    await database.run(async () => {
      const locked = await positions.lock(source, streams);
      const now = clock.now();
      const fresh = locked.flatMap((stream) => {
        const { run, park } = planStream(stream, byStream.get(keyOf(stream))?.messages ?? []);
        return [...run, ...park];
      });
      await positions.park(fresh, now);
      const open = locked.filter(({ blockedBy }) => blockedBy !== 'dead');
      await positions.move(
        source,
        open.map((stream) => ({ ...stream, blockedBy: 'gap' })),
        now,
      );
    });
    for (const stream of streams) await this.drain(source, stream);
    for (const message of messages) {
      if (message.event.memberId === undefined) await this.deliverSingle(message);
    }
  }

  /** @returns whether another may follow */
  private async deliverNextParked(source: string, key: StreamKey): Promise<boolean> {
    const { positions, clock } = this.options;
    const [stream] = await positions.lock(source, [key]);
    if (stream?.blockedBy !== 'gap') return false;
    const [next, ...rest] = await this.parkedAhead(source, stream);
    const isNext = next?.event.memberSeq === stream.lastSeq + 1;
    if (next && isNext) await this.handle([next]);
    const lastSeq = stream.lastSeq + (isNext ? 1 : 0);
    const isWaiting = isNext ? rest.length > 0 : next !== undefined;
    const lookAt = new Date(clock.now().getTime() + gapGraceMs);
    await positions.move(source, [{ ...stream, lastSeq, blockedBy: isWaiting ? 'gap' : null }], lookAt);
    await positions.unpark(source, [{ ...stream, lastSeq }]);
    return isNext && isWaiting;
  }

  private async buryNextParked(source: string, key: StreamKey, error: unknown): Promise<void> {
    const { positions, deadLetters, clock } = this.options;
    const [stream] = await positions.lock(source, [key]);
    if (stream?.blockedBy !== 'gap') return;
    const [next] = await this.parkedAhead(source, stream);
    if (next?.event.memberSeq !== stream.lastSeq + 1) return;
    await deadLetters.bury(next, this.failure(next, error));
    await positions.unpark(source, [{ ...stream, lastSeq: stream.lastSeq + 1 }]);
    await positions.move(source, [{ ...stream, blockedBy: 'dead' }], clock.now());
  }

  /** The lowest two that are not applied: the next one, and whether there is more. */
  private async parkedAhead(source: string, stream: LockedStream): Promise<EventMessage[]> {
    const { positions } = this.options;
    await positions.unpark(source, [stream]);
    return positions.parked(source, [stream], 2);
  }

  private async handle(messages: readonly EventMessage[]): Promise<void> {
    const { handlers, logger } = this.options;
    const handled = messages.filter(({ event }) => handlers.has(event.type));
    for (const group of groupEvents(handled)) {
      const handler = handlers.get(group.type);
      await runAsConsequence(group.messages, () => handler?.handle(group.messages.map(({ event }) => event)));
    }
    if (!logger.isLevelEnabled('debug')) return;
    for (const { event, correlationId } of handled) {
      logger.debug({ eventId: event.id, type: event.type, correlationId }, 'event handled');
    }
  }

  private failure({ event, correlationId }: EventMessage, error: unknown): { error: string; failedAt: Date } {
    const { logger, clock } = this.options;
    logger.error(
      { err: error, eventId: event.id, type: event.type, correlationId },
      'an event went to the dead letters',
    );
    return { error: describeFailure(error), failedAt: clock.now() };
  }
}

interface StreamMessages {
  readonly stream: StreamKey;
  readonly messages: EventMessage[];
}

function groupByStream(messages: readonly EventMessage[]): Map<string, StreamMessages> {
  const byStream = new Map<string, StreamMessages>();
  for (const message of messages) {
    const { programId, memberId } = message.event;
    if (memberId === undefined) continue;
    const stream = { programId, memberId };
    const known = byStream.get(keyOf(stream));
    if (known) known.messages.push(message);
    else byStream.set(keyOf(stream), { stream, messages: [message] });
  }
  return byStream;
}

const keyOf = ({ programId, memberId }: StreamKey): string => programId + memberId;

/** Each claimed event once, although a job may hold it twice. */
function firstOf(messages: readonly EventMessage[], claimed: ReadonlySet<string>): EventMessage[] {
  const left = new Set(claimed);
  return messages.filter(({ event }) => left.delete(event.id));
}
