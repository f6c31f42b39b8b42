import { actsByMember } from './completions.js';
import type { LoggedAct } from './offer-log.js';

/**
 * A stretch of the log that may be sent at once: first the events of all members, then, when those have been taken in, their
 * purchases. No member's purchase is in a phase before an offer that the member had received by then.
 */
export interface Phase {
  readonly events: readonly LoggedAct[];
  readonly purchases: readonly LoggedAct[];
}

/**
 * Cuts a log into phases, each member in time order. An offer that is received after a purchase begins the member's next phase, so
 * there are as many as the most-courted member has such turns, however long the log is.
 *
 * @param order members in the order in which their acts stand within a phase
 */
export function planPhases(acts: readonly LoggedAct[], order?: (members: string[]) => string[]): Phase[] {
  const byMember = actsByMember(acts);
  const members = [...byMember.keys()];
  const phases: { events: LoggedAct[]; purchases: LoggedAct[] }[] = [];
  const phaseAt = (index: number) => (phases[index] ??= { events: [], purchases: [] });
  for (const member of order ? order(members) : members) {
    let phase = 0;
    let hasBought = false;
    for (const each of byMember.get(member) ?? []) {
      if (each.act.type === 'purchase') {
        hasBought = true;
        phaseAt(phase).purchases.push(each);
        continue;
      }
      // A view decides nothing: it waits for the next events instead of beginning a phase.
      if (hasBought && each.act.type === 'viewed') {
        phaseAt(phase + 1).events.push(each);
        continue;
      }
      if (hasBought) phase++;
      hasBought = false;
      phaseAt(phase).events.push(each);
    }
  }
  return phases;
}
