import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BaselineJob, BaselineResult } from './baseline/measure-baseline.js';
import { firstMessageOf } from './child-message.js';
import type { LoadJob, LoadResult } from './load/load-job.js';
import type { WorkerAnswer, WorkerJob } from './worker.js';

const main = fileURLToPath(new URL('./worker.js', import.meta.url));

export function runLoad(load: LoadJob, signal: AbortSignal): Promise<LoadResult> {
  return run({ load }, signal) as Promise<LoadResult>;
}

export function runBaseline(baseline: BaselineJob, signal: AbortSignal): Promise<BaselineResult> {
  return run({ baseline }, signal) as Promise<BaselineResult>;
}

/** @throws with the worker's own error, and when the signal ends it */
async function run(job: WorkerJob, signal: AbortSignal): Promise<unknown> {
  const worker = fork(main, { signal });
  try {
    worker.send(job);
    const answer = await firstMessageOf<WorkerAnswer>(worker, 'load');
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  } finally {
    worker.kill();
  }
}
