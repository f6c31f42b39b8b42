import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 1;
const nanosecondsPerMs = 1e6;

/** A timer that should fire every millisecond: how much later than that it did, 99 of 100 times. */
export async function loopDelayWhile(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  try {
    await work();
  } finally {
    delays.disable();
  }
  return Math.max(0, delays.percentile(99) / nanosecondsPerMs - resolutionMs);
}
