import type { EventMessage } from './event-message.js';

/** Why a member's later events wait: an earlier one is missing, or lies among the dead letters. */
export type BlockedBy = 'gap' | 'dead';

/** Up to where a producer's events of one member are applied. */
export interface StreamState {
  readonly lastSeq: number;
  readonly blockedBy: BlockedBy | null;
}

export interface StreamPlan {
  /** The next events, without a hole, in order. */
  readonly run: readonly EventMessage[];
  /** Those beyond a hole or a dead letter that have to wait. */
  readonly park: readonly EventMessage[];
  readonly after: StreamState;
}

/**
 * Decides what to do with events of one member and producer, whatever order they come in and however often.
 *
 * @param arrived what a job brought, all with a sequence
 * @param parked  what waits already for a member behind a gap, from the lowest on
 * @param more    whether more waits than `parked` holds
 */
export function planStream(
  { lastSeq, blockedBy }: StreamState,
  arrived: readonly EventMessage[],
  parked: readonly EventMessage[] = [],
  more = false,
): StreamPlan {
  const waiting = new Set(parked.map(seqOf));
  const bySeq = new Map([...arrived, ...parked].map((message) => [seqOf(message), message]));
  const ahead = [...bySeq.entries()].filter(([seq]) => seq > lastSeq).sort(([one], [other]) => one - other);
  if (blockedBy === 'dead') {
    // The next one is the dead letter itself: it has its own way back.
    const park = ahead.filter(([seq]) => seq > lastSeq + 1 && !waiting.has(seq)).map(([, message]) => message);
    return { run: [], park, after: { lastSeq, blockedBy } };
  }
  let next = lastSeq + 1;
  const run: EventMessage[] = [];
  const park: EventMessage[] = [];
  let isBlocked = more;
  for (const [seq, message] of ahead) {
    if (seq === next) {
      run.push(message);
      next += 1;
    } else {
      isBlocked = true;
      if (!waiting.has(seq)) park.push(message);
    }
  }
  return { run, park, after: { lastSeq: next - 1, blockedBy: isBlocked ? 'gap' : null } };
}

export function seqOf({ event }: EventMessage): number {
  return event.memberSeq ?? 0;
}
