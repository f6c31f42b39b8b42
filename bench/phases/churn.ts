import { setTimeout as pause } from 'node:timers/promises';
import { runInWorker } from '../../apps/churn/src/workers/run-in-worker.js';
import type { ChurnAnswer, ChurnJob } from '../churn/churn.worker.js';
import { buffersOf, cdnowLikeCustomers } from '../churn/customers.js';
import { loopDelayWhile } from '../churn/loop-delay.js';

export interface ChurnFigures {
  /** Of one fit of 23,570 customers, the thread's start included. */
  readonly fitSeconds: number;
  /** How many times longer the same fit takes with a row a customer, in the same run. */
  readonly fitRatio: number;
  /** Of computing the scores of 1,000,000 members on one core, as the service does: by the closed form, and by boosted trees. */
  readonly scoreSeconds: number;
  readonly scoreByTreesSeconds: number;
  /** How late the loop answers while a thread trains, 99 of 100 times, and with nothing to do. */
  readonly loopP99Ms: number;
  readonly idleLoopP99Ms: number;
}

/** Ten times the published sample. */
const fitCustomers = 23_570;
const scoredMembers = 1_000_000;
const idleMs = 2_000;

const thread = new URL('../churn/churn.worker.js', import.meta.url);

/** What the churn service computes, on threads as the service runs them; no platform is needed. */
export async function measureChurn(signal: AbortSignal): Promise<ChurnFigures> {
  const from = performance.now();
  const fit = await run({ kind: 'fit', customers: cdnowLikeCustomers(fitCustomers) }, signal);
  const fitSeconds = (performance.now() - from) / 1_000;
  const alone = await run({ kind: 'fitEachAlone', customers: cdnowLikeCustomers(fitCustomers) }, signal);
  if (Math.abs(alone.check - fit.check) > 1e-6 * Math.abs(fit.check)) {
    throw new Error(`Grouped and single rows fit differently: ${fit.check} and ${alone.check}.`);
  }
  const idleLoopP99Ms = await loopDelayWhile(() => pause(idleMs));
  const customers = cdnowLikeCustomers(fitCustomers);
  const loopP99Ms = await loopDelayWhile(() => run({ kind: 'train', customers }, signal));
  const score = (chosen: 'closedForm' | 'boostedTrees'): Promise<ChurnAnswer> =>
    run({ kind: 'score', chosen, members: scoredMembers }, signal);
  return {
    fitSeconds,
    fitRatio: alone.seconds / fit.seconds,
    scoreSeconds: (await score('closedForm')).seconds,
    scoreByTreesSeconds: (await score('boostedTrees')).seconds,
    loopP99Ms,
    idleLoopP99Ms,
  };
}

function run(job: ChurnJob, signal: AbortSignal): Promise<ChurnAnswer> {
  return runInWorker<ChurnAnswer>(thread, job, {
    signal,
    transfer: 'customers' in job ? buffersOf(job.customers) : [],
  });
}
