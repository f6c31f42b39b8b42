import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { ItemLearner } from '../application/ports/item-learner.js';
import type { BasketFact, ItemModel } from '../domain/recommending/item-model.js';

/** One thread a model, ended with it: learning comes once a day, and an idle pool would cost memory all day long. */
@Injectable()
export class WorkerItemLearner extends ItemLearner {
  override async learn(baskets: readonly BasketFact[]): Promise<ItemModel> {
    const worker = new Worker(new URL('./learn-items.worker.js', import.meta.url), { workerData: baskets });
    try {
      // Rejects when the thread fails.
      const [model] = (await once(worker, 'message')) as [ItemModel];
      return model;
    } finally {
      await worker.terminate();
    }
  }
}
