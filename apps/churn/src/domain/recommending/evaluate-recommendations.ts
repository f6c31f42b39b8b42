import { type BasketFact, learnItems } from './item-model.js';
import { type ItemHistory, recommend } from './recommend.js';

export interface RecommendationTest {
  /** Members with a receipt before the cut and one from it on. */
  readonly members: number;
  /** Share of them whose next receipt holds at least one of the recommended items. */
  readonly hitRate: number;
  /** The same for the most popular items. */
  readonly popularHitRate: number;
  readonly ratio: number;
}

/**
 * Recommends as of the cut, from what was known then, and looks at each member's next receipt.
 * @param cutDay whole day since 1970: receipts from it on are the future
 */
export function evaluateRecommendations(
  baskets: readonly BasketFact[],
  { cutDay, first }: { readonly cutDay: number; readonly first: number },
): RecommendationTest {
  const past = baskets.filter(({ day }) => day < cutDay);
  const model = learnItems(past);
  const histories = historiesOf(past);
  const next = new Map<string, BasketFact>();
  for (const basket of baskets) {
    if (basket.day < cutDay || !histories.has(basket.memberId)) continue;
    const known = next.get(basket.memberId);
    if (!known || basket.day < known.day) next.set(basket.memberId, basket);
  }
  const buyers = new Map<string, number>();
  for (const items of histories.values()) for (const { sku } of items) buyers.set(sku, (buyers.get(sku) ?? 0) + 1);
  const popular = [...buyers]
    .sort(([, one], [, other]) => other - one)
    .slice(0, first)
    .map(([sku]) => sku);
  let [hits, popularHits] = [0, 0];
  for (const [memberId, { skus }] of next) {
    const bought = new Set(skus);
    const asked = { history: histories.get(memberId) ?? [], model, today: cutDay, first };
    if (recommend(asked).some(({ sku }) => bought.has(sku))) hits += 1;
    if (popular.some((sku) => bought.has(sku))) popularHits += 1;
  }
  return {
    members: next.size,
    hitRate: hits / next.size,
    popularHitRate: popularHits / next.size,
    ratio: hits / popularHits,
  };
}

function historiesOf(baskets: readonly BasketFact[]): Map<string, ItemHistory[]> {
  const days = new Map<string, Map<string, Set<number>>>();
  for (const { memberId, day, skus } of baskets) {
    const items = days.get(memberId) ?? new Map<string, Set<number>>();
    days.set(memberId, items);
    for (const sku of skus) items.set(sku, (items.get(sku) ?? new Set()).add(day));
  }
  return new Map(
    [...days].map(([memberId, items]) => [
      memberId,
      [...items].map(([sku, of]) => ({ sku, days: [...of].sort((one, other) => one - other) })),
    ]),
  );
}
