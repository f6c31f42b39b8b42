import type { Random } from '../simulator/random.js';
import type { LoggedAct } from './offer-log.js';

interface Arrangement {
  /** Mixes the members; absent sorts by time. */
  readonly shuffle?: Random;
  /** What is to be sent twice. */
  readonly redeliver: { readonly share: number; readonly random: Random };
}

/** The order in which acts are sent: each member's own is kept; what is sent twice comes again at any later place. */
export function arrange(acts: readonly LoggedAct[], { shuffle, redeliver }: Arrangement): LoggedAct[] {
  const once = shuffle ? mixMembers(acts, shuffle) : acts.toSorted((one, other) => one.hour - other.hour);
  if (redeliver.share === 0) return once;
  const placed = once.map((act, place) => ({ act, place }));
  const again = placed
    .filter(() => redeliver.random.chance(redeliver.share))
    .map(({ act, place }) => ({ act, place: redeliver.random.between(place, once.length) }));
  return [...placed, ...again].toSorted((one, other) => one.place - other.place).map(({ act }) => act);
}

/** Shuffles whose turn it is, and then gives every turn the member's next act. */
function mixMembers(acts: readonly LoggedAct[], random: Random): LoggedAct[] {
  const own = new Map<string, LoggedAct[]>();
  for (const act of acts) own.set(act.member, [...(own.get(act.member) ?? []), act]);
  const turns = acts.map(({ member }) => member);
  for (let last = turns.length - 1; last > 0; last--) {
    const other = random.integer(0, last);
    [turns[last], turns[other]] = [turns[other] ?? '', turns[last] ?? ''];
  }
  const next = new Map([...own].map(([member, queue]) => [member, queue.values()]));
  return turns.flatMap((member) => next.get(member)?.next().value ?? []);
}
