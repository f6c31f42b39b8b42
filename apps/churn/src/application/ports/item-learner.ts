import type { BasketFact, ItemModel } from '../../domain/recommending/item-model.js';

/** Learns items beside the service's own loop: it takes seconds. */
export abstract class ItemLearner {
  abstract learn(baskets: readonly BasketFact[]): Promise<ItemModel>;
}
