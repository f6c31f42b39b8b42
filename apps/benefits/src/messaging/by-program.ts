import type { EventEnvelope } from '#contracts/events/catalogue';

/** Use cases work within one programme; a batch of events may hold several. */
export function byProgram<Event extends EventEnvelope>(events: readonly Event[]): Map<string, Event[]> {
  return Map.groupBy(events, ({ programId }) => programId);
}
