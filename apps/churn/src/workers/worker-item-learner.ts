import { Injectable } from '@nestjs/common';
import { ItemLearner } from '../application/ports/item-learner.js';
import type { BasketFact, ItemModel } from '../domain/recommending/item-model.js';
import { runInWorker } from './run-in-worker.js';

/** Learns items on a thread of its own. */
@Injectable()
export class WorkerItemLearner extends ItemLearner {
  override learn(baskets: readonly BasketFact[]): Promise<ItemModel> {
    return runInWorker<ItemModel>(new URL('./learn-items.worker.js', import.meta.url), baskets);
  }
}
