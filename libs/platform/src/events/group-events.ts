import type { EventType } from '#contracts/events/catalogue';
import type { EventMessage } from './event-message.js';

/** Events of one type and programme that a handler gets at once. */
export interface EventGroup {
  readonly type: EventType;
  readonly programId: string;
  readonly messages: EventMessage[];
}

/**
 * Gathers events for their handlers: each joins the earliest group of its kind that does not come before the group of its
 * member's previous event. Handling the groups in order keeps each member's order across types; 200 events of a busy till make
 * two groups instead of 200 calls.
 *
 * @param messages each member's in order
 */
export function groupEvents(messages: readonly EventMessage[]): EventGroup[] {
  const groups: EventGroup[] = [];
  const lastOfMember = new Map<string, number>();
  for (const message of messages) {
    const { type, programId, memberId } = message.event;
    const from = memberId === undefined ? 0 : (lastOfMember.get(memberId) ?? 0);
    let index = from;
    while (index < groups.length && !(groups[index]?.type === type && groups[index]?.programId === programId))
      index += 1;
    const group = groups[index] ?? { type, programId, messages: [] };
    groups[index] = group;
    group.messages.push(message);
    if (memberId !== undefined) lastOfMember.set(memberId, index);
  }
  return groups;
}
