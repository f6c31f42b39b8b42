import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { runInWorker } from '../../apps/churn/src/workers/run-in-worker.js';
import type { ChurnAnswer, ChurnJob } from '../churn/churn.worker.js';
import { buffersOf, cdnowLikeCustomers } from '../churn/customers.js';

export interface ChurnFigures {
  /** Of one fit of 23,570 customers, the thread's start included. */
  readonly fitSeconds: number;
  /** How many times longer the same fit takes with a row a customer, in the same run. */
  readonly fitRatio: number;
  /** Of scoring 1,000,000 customers on one core. */
  readonly scoreSeconds: number;
  /** How late the loop answers while a thread trains, 99 of 100 times, and with nothing to do. */
  readonly loopP99Ms: number;
  readonly idleLoopP99Ms: number;
}

/** Ten times the published sample. */
const fitCustomers = 23_570;
const scoreCustomers = 1_000_000;
const loopResolutionMs = 1;
const idleMs = 2_000;
const nanosecondsPerMs = 1e6;

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
  const score = await run(
    { kind: 'score', customers: cdnowLikeCustomers(scoreCustomers), fitOn: fitCustomers },
    signal,
  );
  return {
    fitSeconds,
    fitRatio: alone.seconds / fit.seconds,
    scoreSeconds: score.seconds,
    loopP99Ms,
    idleLoopP99Ms,
  };
}

function run(job: ChurnJob, signal: AbortSignal): Promise<ChurnAnswer> {
  return runInWorker<ChurnAnswer>(thread, job, { signal, transfer: buffersOf(job.customers) });
}

/** A timer that should fire every millisecond: how much later than that it did. */
async function loopDelayWhile(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: loopResolutionMs });
  delays.enable();
  await work();
  delays.disable();
  return Math.max(0, delays.percentile(99) / nanosecondsPerMs - loopResolutionMs);
}
