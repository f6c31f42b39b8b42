import { AsyncLocalStorage } from 'node:async_hooks';
import { runWithContext } from '../telemetry/context.js';
import type { EventMessage } from './event-message.js';

/** By member: which request's event is being handled. A batch holds events of many requests. */
const causes = new AsyncLocalStorage<ReadonlyMap<string, string>>();

const keyOf = (programId: string, memberId: string): string => `${programId}/${memberId}`;

/**
 * Runs a handler so that what it logs and publishes goes back to the requests whose events it handles. An event it publishes
 * for a member carries the correlation id of that member's event; a log line that of the first one.
 */
export function runAsConsequence<T>(messages: readonly EventMessage[], work: () => T): T {
  const first = messages[0];
  if (!first) return work();
  const correlations = new Map<string, string>();
  for (const { event, correlationId } of messages) {
    if (event.memberId && correlationId) correlations.set(keyOf(event.programId, event.memberId), correlationId);
  }
  const context = { correlationId: first.correlationId ?? first.event.id, programId: first.event.programId };
  return runWithContext(context, () => causes.run(correlations, work));
}

/** The correlation id of the event of this member that is being handled. */
export function causeOf(programId: string, memberId: string): string | undefined {
  return causes.getStore()?.get(keyOf(programId, memberId));
}
