import { similarItems, type SimilarItem } from '../baskets/item-similarity.js';
import { medianOf } from './median.js';

/** One receipt of a member, as recommending sees it. */
export interface BasketFact {
  readonly memberId: string;
  /** Whole days since 1970, in the programme's zone. */
  readonly day: number;
  readonly skus: readonly string[];
}

/** What all members together say about the items of a programme. */
export interface ItemModel {
  /** The most similar items of each item, best first. */
  readonly neighbours: ReadonlyMap<string, readonly SimilarItem[]>;
  /** Items by the number of members who bought them lately, most first. */
  readonly popular: readonly PopularItem[];
  /** Share of late receipts that hold an item: 0 … 1; absent items are in none. */
  readonly demand: ReadonlyMap<string, number>;
  /** Items that members buy again, with the days between. */
  readonly replenishment: ReadonlyMap<string, Replenishment>;
}

export interface PopularItem {
  readonly sku: string;
  readonly members: number;
}

export interface Replenishment {
  /** Median days from one purchase of the item to the next by the same member. */
  readonly intervalDays: number;
  /** Members who bought it on more than one day. */
  readonly repeaters: number;
  /** Of the members who bought it, the share who bought it on more than one day: 0 … 1. */
  readonly repeatShare: number;
}

export const neighboursMax = 50;
/** Lately: what sells changes with the season. */
const lateDays = 35;
const popularMax = 500;
/** A joint purchase by one member in a small programme proves little. */
const shrinkage = 5;
const repeatersMin = 3;

/**
 * Learns items from receipts. Order never matters.
 * @param baskets receipts up to the instant that the model is of; later ones must not be among them
 */
export function learnItems(baskets: readonly BasketFact[]): ItemModel {
  const daysByMember = new Map<string, Map<string, Set<number>>>();
  for (const { memberId, day, skus } of baskets) {
    const items = daysByMember.get(memberId) ?? new Map<string, Set<number>>();
    daysByMember.set(memberId, items);
    for (const sku of skus) items.set(sku, (items.get(sku) ?? new Set()).add(day));
  }
  const members = [...daysByMember.values()];
  const newestDay = baskets.reduce((newest, { day }) => Math.max(newest, day), 0);
  const late = baskets.filter(({ day }) => day > newestDay - lateDays);
  const replenishment = replenishmentOf(members);
  return {
    // A receipt says more about what goes together than all that a member ever bought.
    neighbours: similarItems(
      baskets.map(({ skus }) => skus),
      { neighboursMax, shrinkage },
    ),
    popular: popularOf(late),
    demand: demandOf(late),
    replenishment,
  };
}

type ItemDays = ReadonlyMap<string, ReadonlySet<number>>;

function popularOf(baskets: readonly BasketFact[]): PopularItem[] {
  const buyers = new Map<string, Set<string>>();
  for (const { memberId, skus } of baskets) {
    for (const sku of skus) buyers.set(sku, (buyers.get(sku) ?? new Set()).add(memberId));
  }
  return [...buyers]
    .map(([sku, { size }]) => ({ sku, members: size }))
    .sort((one, other) => other.members - one.members || (one.sku < other.sku ? -1 : 1))
    .slice(0, popularMax);
}

function demandOf(baskets: readonly BasketFact[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { skus } of baskets) for (const sku of new Set(skus)) counts.set(sku, (counts.get(sku) ?? 0) + 1);
  return new Map([...counts].map(([sku, count]) => [sku, count / baskets.length]));
}

function replenishmentOf(members: readonly ItemDays[]): Map<string, Replenishment> {
  const intervals = new Map<string, { days: number[]; repeaters: number; buyers: number }>();
  for (const items of members) {
    for (const [sku, days] of items) {
      const known = intervals.get(sku) ?? { days: [], repeaters: 0, buyers: 0 };
      intervals.set(sku, known);
      known.buyers += 1;
      if (days.size < 2) continue;
      known.repeaters += 1;
      const sorted = [...days].sort((one, other) => one - other);
      for (const [index, day] of sorted.entries()) if (index > 0) known.days.push(day - (sorted[index - 1] ?? day));
    }
  }
  return new Map(
    [...intervals].flatMap(([sku, { days, repeaters, buyers }]) =>
      repeaters < repeatersMin
        ? []
        : [[sku, { intervalDays: medianOf(days), repeaters, repeatShare: repeaters / buyers }] as const],
    ),
  );
}
