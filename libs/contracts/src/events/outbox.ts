import type { EventData, EventType } from './catalogue.js';

/** An event to be published: the outbox adds id, source, recordedAt, memberSeq and the correlation id. */
export interface NewEvent<Type extends EventType = EventType> {
  readonly type: Type;
  readonly programId: string;
  readonly memberId?: string;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly data: EventData[Type];
  /** Correlation of the request that caused it, where the ambient one is another's (gathered writes). */
  readonly correlationId?: string;
}

/** Events of any type, each with the data of its own type. */
export type AnyNewEvent = { [Each in EventType]: NewEvent<Each> }[EventType];

/** Publishes events in the same commit as the facts they tell: without an ambient transaction it refuses. */
export abstract class EventOutbox {
  /**
   * @param events in the order in which each member's events happened; memberSeq is given in this order, under a lock on the
   *               member's stream that is held until the commit
   * @returns the ids given, same order
   */
  abstract append(events: readonly AnyNewEvent[]): Promise<string[]>;
}
