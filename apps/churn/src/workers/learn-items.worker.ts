import { parentPort, workerData } from 'node:worker_threads';
import { type BasketFact, learnItems } from '../domain/recommending/item-model.js';

parentPort?.postMessage(learnItems(workerData as readonly BasketFact[]));
