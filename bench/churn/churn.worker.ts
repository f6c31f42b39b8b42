// The thread of the churn phase: what the service would do beside its loop.
import { parentPort, workerData } from 'node:worker_threads';
import { fitBuyingModel } from '../../apps/churn/src/domain/buying/fit-buying-model.js';
import { groupHistories, type HistoryGroups } from '../../apps/churn/src/domain/buying/history-groups.js';
import type { History } from '../../apps/churn/src/domain/buying/history.js';
import { fitBoostedTrees } from '../../apps/churn/src/domain/learning/boosted-trees.js';
import { fitCalibrated } from '../../apps/churn/src/domain/learning/calibrated.js';
import { historiesOf, type CustomerColumns } from './customers.js';
import { timeScoring } from './score-members.js';

export type ChurnJob =
  | { readonly kind: 'fit' | 'fitEachAlone' | 'train'; readonly customers: CustomerColumns }
  | { readonly kind: 'score'; readonly chosen: 'closedForm' | 'boostedTrees'; readonly members: number };

export interface ChurnAnswer {
  /** Of the work itself, without the start of the thread. */
  readonly seconds: number;
  /** So that nothing is optimised away and runs can be compared. */
  readonly check: number;
}

function answerTo(job: ChurnJob): ChurnAnswer {
  if (job.kind === 'score') return timeScoring(job.chosen, job.members);
  const histories = historiesOf(job.customers);
  switch (job.kind) {
    case 'fit':
      return timed(() => fitBuyingModel('mbgnbd', groupHistories(histories)).logLikelihood);
    case 'fitEachAlone':
      return timed(() => fitBuyingModel('mbgnbd', ungrouped(histories)).logLikelihood);
    case 'train':
      return timed(() => train(histories));
  }
}

function timed(work: () => number): ChurnAnswer {
  const from = performance.now();
  const check = work();
  return { seconds: (performance.now() - from) / 1_000, check };
}

/** The same likelihood with a row a customer, as it is usually written. */
function ungrouped(histories: readonly History[]): HistoryGroups {
  const sorted = [...histories].sort((left, right) => left.frequency - right.frequency);
  return {
    frequency: Float64Array.from(sorted, ({ frequency }) => frequency),
    recency: Float64Array.from(sorted, ({ recency }) => recency),
    age: Float64Array.from(sorted, ({ age }) => age),
    count: new Float64Array(sorted.length).fill(1),
    members: sorted.length,
    frequencyMax: sorted.at(-1)?.frequency ?? 0,
    meanAge: sorted.reduce((sum, { age }) => sum + age, 0) / sorted.length,
  };
}

/** A fit and calibrated trees: who will be seen again, from what is known of each. */
function train(histories: readonly History[]): number {
  const { logLikelihood } = fitBuyingModel('mbgnbd', groupHistories(histories));
  const columns = [
    Float64Array.from(histories, ({ frequency }) => frequency),
    Float64Array.from(histories, ({ age, recency }) => age - recency),
    Float64Array.from(histories, ({ age }) => age),
    Float64Array.from(histories, ({ meanValue }) => meanValue),
  ];
  const table = { names: ['frequency', 'silence', 'age', 'meanValue'], columns, members: histories.length };
  const labels = Uint8Array.from(histories, ({ age, recency }) => Number(age - recency > 13));
  const [first = 0] = fitCalibrated(fitBoostedTrees, table, labels, 1).probabilities(table);
  return logLikelihood + first;
}

parentPort?.postMessage(answerTo(workerData as ChurnJob));
