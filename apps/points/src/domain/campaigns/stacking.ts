import type { Stacking } from '#rules/campaigns/document';
import { compare } from './fraction.js';
import { codeOf, inOfferOrder, type Offer } from './offer.js';

export interface Stacked {
  readonly kept: readonly Offer[];
  readonly out: readonly { readonly offer: Offer; readonly by: string }[];
}

/** Which offers of each group apply together. A group's mode is that of its first campaign by priority, then code. */
export function stack(offers: readonly Offer[]): Stacked {
  const groups = new Map<string, Offer[]>();
  const kept: Offer[] = [];
  const out: { offer: Offer; by: string }[] = [];
  for (const offer of offers) {
    const { stacking } = offer.compiled.campaign.document;
    if (!stacking) {
      kept.push(offer);
      continue;
    }
    const group = groups.get(stacking.group);
    if (group) group.push(offer);
    else groups.set(stacking.group, [offer]);
  }
  for (const group of groups.values()) {
    const ordered = group.sort(inPriorityOrder);
    const first = ordered[0];
    if (!first || stackingOf(first).mode === 'all') {
      kept.push(...ordered);
      continue;
    }
    const winner = stackingOf(first).mode === 'first' ? first : best(ordered);
    // An offer that is open twice is one campaign: it does not compete with itself.
    for (const offer of ordered) {
      if (codeOf(offer) === codeOf(winner)) kept.push(offer);
      else out.push({ offer, by: codeOf(winner) });
    }
  }
  return { kept: kept.sort(inOfferOrder), out };
}

/** Ties go to the one that comes first by priority, then code. */
function best(ordered: readonly Offer[]): Offer {
  return ordered.reduce((one, other) => (compare(other.total, one.total) > 0 ? other : one));
}

function inPriorityOrder(one: Offer, other: Offer): number {
  return (stackingOf(other).priority ?? 0) - (stackingOf(one).priority ?? 0) || inOfferOrder(one, other);
}

function stackingOf(offer: Offer): Stacking {
  return offer.compiled.campaign.document.stacking ?? { group: '', mode: 'all' };
}
