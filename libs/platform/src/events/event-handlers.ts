import type { EventEnvelope, EventType } from '#contracts/events/catalogue';
import { sourceOf } from '#contracts/events/schemas';
import type { Subscription } from '#contracts/events/subscriptions';

/** A method found at the start that handles a type. */
export interface FoundHandler {
  readonly type: EventType;
  /** Class and method, for messages. */
  readonly place: string;
  readonly handle: (events: readonly EventEnvelope[]) => Promise<void>;
}

/** The start is refused: what is subscribed and what is handled differ. */
export class EventHandlersError extends Error {
  override readonly name = 'EventHandlersError';

  constructor(problems: readonly string[]) {
    super(
      `The event handlers do not match the subscriptions:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
  }
}

export type EventHandlers = ReadonlyMap<string, FoundHandler>;

/** @throws EventHandlersError naming every type without a handler, with two, or that this service did not subscribe to */
export function matchHandlers(
  service: string,
  subscription: Subscription,
  found: readonly FoundHandler[],
): EventHandlers {
  const { sources, handledTypes } = subscription;
  const problems: string[] = [];
  const handlers = new Map<string, FoundHandler>();
  for (const handler of found) {
    const { type, place } = handler;
    const other = handlers.get(type);
    if (other) problems.push(`${type} is handled twice: by ${other.place} and by ${place}.`);
    if (!(sources as readonly string[]).includes(sourceOf(type))) {
      problems.push(`${type} is handled by ${place}, but ${service} does not hear ${sourceOf(type)}.`);
    } else if (!handledTypes.includes(type)) {
      problems.push(`${type} is handled by ${place}, but not listed in the subscription of ${service}.`);
    }
    handlers.set(type, handler);
  }
  for (const type of handledTypes) {
    if (!handlers.has(type)) problems.push(`${type} is subscribed by ${service} and handled nowhere.`);
  }
  if (problems.length > 0) throw new EventHandlersError(problems);
  return handlers;
}
