import type { ItemModel } from './item-model.js';
import { medianOf } from './median.js';

/** What a member bought of one item. */
export interface ItemHistory {
  readonly sku: string;
  /** Days with a purchase of it, ascending, whole days since 1970; at least one. */
  readonly days: readonly number[];
}

export interface Recommended {
  readonly sku: string;
  /** Grows with the chance that the next receipt holds it; comparable within one member. */
  readonly score: number;
  readonly reason: RecommendationReason;
}

export type RecommendationReason =
  /** Bought before, and due again about then. */
  | { readonly kind: 'replenish'; readonly dueDay: number; readonly lastDay: number }
  /** Bought together with something that the member bought. */
  | { readonly kind: 'bought_together'; readonly with: string; readonly together: number }
  /** What most members buy. */
  | { readonly kind: 'popular'; readonly members: number };

interface Question {
  readonly history: readonly ItemHistory[];
  readonly model: ItemModel;
  /** Whole day since 1970. */
  readonly today: number;
  readonly first: number;
}

/** Half of an item's say is gone after so many days. */
const halfLifeDays = 60;
/** A member's habit fades by half in so many days without the item. */
const habitHalfLifeDays = 200;
/** Receipts of everybody that a member's own few are drawn to. */
const priorVisits = 2;
/** An item that nobody buys any more has probably left the shelf. */
const outOfDemandShare = 0.1;
/** How far going together lifts an item above its demand. */
const togetherWeight = 0.5;
/** Items of the member that are looked at, the newest first. */
const historyMax = 200;

/**
 * What a member may want next: what they take again and again, what goes with what they bought, and what most members buy now.
 * Each is scored as the chance that the next receipt holds it, so that the three can be ranked against each other. The weights
 * were chosen on the first six months of a retailer's receipts: see `evaluateRecommendations`.
 *
 * @returns at most `first`, best first; each item once
 */
export function recommend({ history, model, today, first }: Question): Recommended[] {
  const recent = [...history].sort((one, other) => lastOf(other) - lastOf(one)).slice(0, historyMax);
  const visits = new Set(history.flatMap(({ days }) => days)).size;
  const own = new Set(history.map(({ sku }) => sku));
  const candidates = [
    ...recent.flatMap((each) => dueAgain(each, { model, today, visits })),
    ...togetherWith(recent, { model, today, own }),
    ...model.popular
      .filter(({ sku }) => !own.has(sku))
      .map(({ sku, members }) => ({
        sku,
        score: model.demand.get(sku) ?? 0,
        reason: { kind: 'popular', members } as const,
      })),
  ];
  const best = new Map<string, Recommended>();
  for (const each of candidates) {
    const known = best.get(each.sku);
    if (!known || known.score < each.score) best.set(each.sku, each);
  }
  return [...best.values()].sort(byScore).slice(0, first);
}

/** The chance that the next receipt holds the item again: how often the member took it, drawn to how often anybody does. */
function dueAgain(
  { sku, days }: ItemHistory,
  { model, today, visits }: Pick<Question, 'model' | 'today'> & { readonly visits: number },
): Recommended[] {
  const usual = model.replenishment.get(sku);
  const lastDay = days.at(-1) ?? today;
  const ownIntervals = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const intervalDays = ownIntervals.length > 0 ? medianOf(ownIntervals) : usual?.intervalDays;
  if (intervalDays === undefined) return [];
  const elapsed = today - lastDay;
  const demand = model.demand.get(sku) ?? 0;
  const rate = (days.length + priorVisits * demand) / (visits + priorVisits);
  const kept = 0.5 ** (elapsed / habitHalfLifeDays) * (demand === 0 ? outOfDemandShare : 1);
  const score = rate * kept + demand;
  return [{ sku, score, reason: { kind: 'replenish', dueDay: lastDay + Math.round(intervalDays), lastDay } }];
}

function togetherWith(
  recent: readonly ItemHistory[],
  { model, today, own }: Pick<Question, 'model' | 'today'> & { readonly own: ReadonlySet<string> },
): Recommended[] {
  const found = new Map<string, { sum: number; with: string; together: number; strongest: number }>();
  for (const { sku, days } of recent) {
    const weight = 0.5 ** ((today - (days.at(-1) ?? today)) / halfLifeDays);
    for (const { item, similarity, together } of model.neighbours.get(sku) ?? []) {
      if (own.has(item)) continue;
      const part = similarity * weight;
      const known = found.get(item);
      if (!known) found.set(item, { sum: part, with: sku, together, strongest: part });
      else {
        known.sum += part;
        if (part > known.strongest) Object.assign(known, { with: sku, together, strongest: part });
      }
    }
  }
  return [...found].map(([sku, { sum, with: because, together }]) => ({
    sku,
    score: (model.demand.get(sku) ?? 0) * (1 + togetherWeight * sum),
    reason: { kind: 'bought_together', with: because, together },
  }));
}

function lastOf({ days }: ItemHistory): number {
  return days.at(-1) ?? 0;
}

function byScore(one: Recommended, other: Recommended): number {
  return other.score - one.score || (one.sku < other.sku ? -1 : 1);
}
