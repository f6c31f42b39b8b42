import type { Completion, LoggedAct, Offer, OfferLog } from './offer-log.js';

interface Window {
  readonly offer: Offer;
  readonly lastHour: number;
  spentMinor: number;
}

/**
 * What a log's offers complete, worked out in the plainest way: each receipt of an offer opens a window of its own, both ends
 * included, and every purchase counts in every open window of its member; a window completes once.
 */
export function completionsOf({ offers, acts }: Pick<OfferLog, 'offers' | 'acts'>): Completion[] {
  const offerById = new Map(offers.map((offer) => [offer.id, offer]));
  const completions: Completion[] = [];
  for (const [member, own] of actsByMember(acts)) {
    let open: Window[] = [];
    for (const { hour, act } of own) {
      if (act.type === 'received') {
        const offer = offerById.get(act.offerId);
        if (offer && offer.kind !== 'informational')
          open.push({ offer, lastHour: hour + offer.durationHours, spentMinor: 0 });
      } else if (act.type === 'purchase') {
        const completed = open.filter((window) => hour <= window.lastHour && completes(window, act.amountMinor));
        completions.push(...completed.map(({ offer }) => ({ member, offerId: offer.id, hour })));
        open = open.filter((window) => hour <= window.lastHour && !completed.includes(window));
      }
    }
  }
  return completions;
}

function completes(window: Window, amountMinor: number): boolean {
  const { kind, difficultyMinor } = window.offer;
  window.spentMinor += amountMinor;
  return kind === 'bogo' ? amountMinor > difficultyMinor : window.spentMinor >= difficultyMinor;
}

/** Every member's acts in time order; in the same hour an offer is received before it is viewed, and that before a purchase. */
export function actsByMember(acts: readonly LoggedAct[]): Map<string, LoggedAct[]> {
  const places = { received: 0, viewed: 1, purchase: 2 };
  const byMember = new Map<string, LoggedAct[]>();
  for (const act of acts) {
    const own = byMember.get(act.member);
    if (own) own.push(act);
    else byMember.set(act.member, [act]);
  }
  for (const own of byMember.values())
    own.sort((one, other) => one.hour - other.hour || places[one.act.type] - places[other.act.type]);
  return byMember;
}

export interface Comparison {
  /** Expected and not there. */
  readonly missed: readonly Completion[];
  /** There and not expected. */
  readonly extra: readonly Completion[];
}

/** Compares as multisets: the same offer may be completed twice by one member in one hour. */
export function compareCompletions(expected: readonly Completion[], found: readonly Completion[]): Comparison {
  return { missed: without(expected, found), extra: without(found, expected) };
}

function without(all: readonly Completion[], taken: readonly Completion[]): Completion[] {
  const left = new Map<string, number>();
  for (const each of taken) left.set(keyOf(each), (left.get(keyOf(each)) ?? 0) + 1);
  return all.filter((each) => {
    const count = left.get(keyOf(each)) ?? 0;
    left.set(keyOf(each), count - 1);
    return count <= 0;
  });
}

function keyOf({ member, offerId, hour }: Completion): string {
  return `${member}/${offerId}/${String(hour)}`;
}
